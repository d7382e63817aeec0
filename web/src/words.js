/** Reading a receipt back from what a person typed (docs/spec/receipt.md §2). Errors name a word's place, never the word. */

import { sha256 } from "@noble/hashes/sha2.js";

const WORDS = 12;
const TELLING = 4;
const DIGITS = 4;
const LINES = 2048;
const FOLDED = { ў: "у", ё: "е", і: "и", й: "и" };

/** These words are no receipt. */
export class WordsError extends Error {
  /**
   * @param {"languages" | "unknown" | "count" | "check" | "others"} code
   * @param {number} [place]  from 1
   */
  constructor(code, place) {
    super(code);
    this.code = code;
    this.place = place;
  }
}

/** @param {string} word */
const fold = (word) => word.replace(/[ўёій]/g, (letter) => FOLDED[/** @type {keyof FOLDED} */ (letter)]);

/**
 * @param {string} text
 * @param {string[][]} lists  of every language, 2,048 words each
 * @returns {Uint8Array} the 16 bytes of the secret
 */
export function readWords(text, lists) {
  const known = lists.map((list) => list.map(fold));
  // (1) fold
  const typed = (text.normalize("NFC").toLowerCase().match(/\p{L}+/gu) ?? []).map(fold);
  // (0) digits alone; (2), (3) the language, and each word by its telling letters
  const numbers = typed.length ? inOneLanguage(typed, known) : ofDigits(text);
  // (4) twelve, and the check bits agree
  if (numbers.length !== WORDS) throw new WordsError("count");
  const bits = numbers.reduce((sum, number) => (sum << 11n) | BigInt(number), 0n);
  const entropy = Uint8Array.from({ length: 16 }, (_, at) => Number((bits >> BigInt(4 + 8 * (15 - at))) & 255n));
  if (BigInt(sha256(entropy)[0] >> 4) !== (bits & 15n)) throw new WordsError("check");
  return entropy;
}

/**
 * Digits, however they are grouped: somebody may have set them down as telephone numbers.
 * @param {string} text
 */
function ofDigits(text) {
  const written = text.replace(/\D/g, "");
  if (written.length !== WORDS * DIGITS) throw new WordsError("count");
  return eachKnown((written.match(/.{4}/g) ?? []).map((group) => (Number(group) < LINES ? Number(group) : -1)));
}

/**
 * @param {string[]} typed
 * @param {string[][]} known  folded
 */
function inOneLanguage(typed, known) {
  const spoken = typed.map((word) => known.findIndex((list) => list.includes(word)));
  const first = spoken.find((language) => language >= 0);
  if (first !== undefined) {
    const foreign = spoken.findIndex((language) => language >= 0 && language !== first);
    if (foreign >= 0) throw new WordsError("languages", foreign + 1);
    return numbersIn(known[first], typed);
  }
  const told = known.find((list) => typed.every((word) => tell(list, word) >= 0));
  if (!told) throw new WordsError("unknown", 1);
  return numbersIn(told, typed);
}

/**
 * @param {string[]} list
 * @param {string[]} typed
 */
const numbersIn = (list, typed) => eachKnown(typed.map((word) => tell(list, word)));

/**
 * The same numbers, where all of them are lines of a list.
 * @param {number[]} numbers  -1 for one that is none
 */
function eachKnown(numbers) {
  const unknown = numbers.indexOf(-1);
  if (unknown >= 0) throw new WordsError("unknown", unknown + 1);
  return numbers;
}

/**
 * @param {string[]} list
 * @param {string} word
 */
const tell = (list, word) => list.findIndex((listed) => listed.slice(0, TELLING) === word.slice(0, TELLING));
