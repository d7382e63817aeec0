/** Writes the bundles into the folder named on the command line. Called by tools/bundle.py. */

import { build } from "esbuild";

await build({
  entryPoints: { report: "src/page.js", answers: "src/answers.js", back: "src/back.js", alone: "src/alone.js", fieldform: "src/fieldform.js" },
  outdir: process.argv[2],
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2022",
  charset: "utf8",
  legalComments: "none",
  logLevel: "warning",
  // Nothing that an envelope must never use is served: src/absent.js says why.
  alias: { "@noble/curves/nist.js": "./src/absent.js", "@noble/hashes/scrypt.js": "./src/absent.js" },
});
