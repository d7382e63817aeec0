/** Answers the shared vectors with the browser's own modules: JSON in, JSON out. */

import { base64, fromHex, hex } from "../../web/src/bytes.js";
import { container, seal, sizeClass } from "../../web/src/envelope.js";
import { checkInterview, instant, interviewContainer } from "../../web/src/interview.js";
import { derive, digits, mailboxKeys, words } from "../../web/src/receipt.js";
import { readWords } from "../../web/src/words.js";
import { solve } from "../../web/src/work.js";

const input = JSON.parse(await new Promise((resolve) => {
  let text = "";
  process.stdin.on("data", (piece) => (text += piece)).on("end", () => resolve(text));
}));

const receipts = input.receipts.map(({ entropy, register, lists }) => {
  const keys = derive(fromHex(entropy), fromHex(register));
  return {
    digits: digits(fromHex(entropy)).join(" "),
    words: Object.fromEntries(Object.entries(lists).map(([language, list]) => [language, words(fromHex(entropy), list)])),
    reply_recipient: keys.reply,
    ed25519: hex(keys.ed25519),
    mldsa44: base64(keys.mldsa44),
    mailbox: keys.mailbox,
    verifier: keys.verifier,
    mailbox_secret: mailboxKeys(fromHex(entropy), fromHex(register)).secret,
    reply_identity: mailboxKeys(fromHex(entropy), fromHex(register)).identity,
  };
});

const typed = input.typed.map((text) => {
  try {
    return hex(readWords(text, input.lists));
  } catch (error) {
    return [error.code, error.place ?? null];
  }
});

const { envelope } = input;
const register = fromHex(envelope.register);
const keys = derive(fromHex(envelope.entropy), register);
const pattern = Buffer.from(envelope.pattern, "hex");

/** A File in a browser; lone surrogates in a name come from devices. */
const file = ({ name, type, times }) => {
  const blob = new Blob(Array.from({ length: times }, () => pattern));
  return { name, type, size: blob.size, slice: (from, to) => blob.slice(from, to) };
};

const reports = [];
for (const { report, files } of envelope.reports) {
  const pieces = [];
  for await (const piece of container(report, files.map(file), keys, register)) pieces.push(piece);
  const sealed = await seal(container(report, files.map(file), keys, register), envelope.recipient);
  reports.push({
    container: Buffer.concat(pieces).toString("base64"),
    sealed: Buffer.from(await sealed.arrayBuffer()).toString("base64"),
  });
}

const interviews = [];
for (const { interview, files } of input.interview.good) {
  const pieces = [];
  for await (const piece of interviewContainer(interview, files.map(file))) pieces.push(piece);
  const sealed = await seal(interviewContainer(interview, files.map(file)), input.interview.recipient);
  interviews.push({ container: Buffer.concat(pieces).toString("base64"), sealed: Buffer.from(await sealed.arrayBuffer()).toString("base64") });
}

/** What the page refuses to seal: the code of the words that it shows, or nothing where it leaves the fault to the courier. */
const refusals = input.interview.bad.map(({ interview, files }) => {
  try {
    checkInterview(interview, files.map(file), Date.parse("2026-11-25T00:00Z"));
  } catch (error) {
    return error.code ?? "error";
  }
  return null;
});
const instants = input.moments.map(([moment, zone]) => instant(moment, zone) / 1000);

/** With the browser's own PBKDF2, and without it. */
const proofs = await Promise.all(input.tasks.flatMap((task) => [globalThis.crypto.subtle, null].map((subtle) => solve(task, { subtle }))));

const sizes = envelope.sizes.map(([size]) => sizeClass(size));
process.stdout.write(JSON.stringify({ receipts, typed, reports, sizes, interviews, refusals, instants, proofs }));
