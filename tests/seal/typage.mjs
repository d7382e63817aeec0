// Seals or opens one file with npm age-encryption: `node typage.mjs PACKAGES seal|open RECIPIENT|IDENTITY|PASSPHRASE < in > out`.

import { buffer } from "node:stream/consumers";
import { pathToFileURL } from "node:url";

const [packages, action, key] = process.argv.slice(2);
const { Encrypter, Decrypter, armor } = await import(pathToFileURL(`${packages}/age-encryption/dist/index.js`));
const input = new Uint8Array(await buffer(process.stdin));

if (action === "seal") {
  const encrypter = new Encrypter();
  if (key.startsWith("age1")) encrypter.addRecipient(key);
  else {
    encrypter.setPassphrase(key);
    encrypter.setScryptWorkFactor(4);
  }
  process.stdout.write(await encrypter.encrypt(input));
} else {
  const decrypter = new Decrypter();
  if (key.startsWith("AGE-SECRET-KEY-")) decrypter.addIdentity(key);
  else decrypter.addPassphrase(key);
  const armored = input[0] === "-".charCodeAt(0);
  process.stdout.write(await decrypter.decrypt(armored ? armor.decode(new TextDecoder().decode(input)) : input));
}
