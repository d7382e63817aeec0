/** The letter as the intake gives it: what is sealed goes back to the same server. */

import { letter } from "./letter.js";
import { at, lists } from "./sending.js";

letter(lists([at("letter").dataset.words ?? ""]));
