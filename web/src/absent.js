/**
 * Stands in the bundle for what age-encryption knows and an envelope must never use: NIST's curves (recipients on
 * hardware tokens) and scrypt (passphrases). A fifth of the bundle's weight; whoever calls one gets an error.
 */

const absent = () => {
  throw new Error("an envelope is sealed to a post-quantum recipient alone");
};

/** The libraries look at a curve's form while they load, and call it never. */
const curve = {
  lengths: { secretKey: 1, publicKey: 1, publicKeyUncompressed: 1, seed: 1 },
  Point: { Fn: {} },
  keygen: absent,
  getPublicKey: absent,
  getSharedSecret: absent,
};

export const p256 = curve;
export const p384 = curve;
export const scrypt = absent;
