import { createHash, createPrivateKey, generateKeyPairSync, sign } from "node:crypto"
import type { IssuerKey } from "@justesse/db/records"
import { RecordClaims } from "@justesse/types/records/claims"
import { z } from "zod"

/** The public half as a JSON Web Key; its members are the ones that a thumbprint is of. */
interface PublicKey {
  readonly kty: "OKP"
  readonly crv: "Ed25519"
  readonly x: string
}

const publicKey = (x: string): PublicKey => ({ crv: "Ed25519", kty: "OKP", x })

/** RFC 7638: SHA-256 of the required members in alphabetical order. */
function thumbprintOf({ crv, kty, x }: PublicKey): string {
  return createHash("sha256").update(JSON.stringify({ crv, kty, x })).digest("base64url")
}

/** Draws a key for Ed25519. */
export function makeIssuerKey(madeAtMs: number): IssuerKey {
  const { x, d } = generateKeyPairSync("ed25519").privateKey.export({ format: "jwk" })
  if (x === undefined || d === undefined) throw new Error("an Ed25519 key without its two halves")
  return { thumbprint: thumbprintOf(publicKey(x)), publicX: x, privateD: d, madeAtMs }
}

/** The public half of a key, as it is published. */
export function publishKey({ thumbprint, publicX }: IssuerKey) {
  return { ...publicKey(publicX), kid: thumbprint, alg: "EdDSA" as const, use: "sig" as const }
}

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url")

/** Signs a payload: JWS in compact form (RFC 7515), EdDSA over Ed25519, typed as a credential of the Data Model 2.0. */
export function signCredential(key: IssuerKey, payload: unknown): string {
  const header = { alg: "EdDSA", typ: "vc+jwt", cty: "vc", kid: key.thumbprint }
  const signed = `${encode(header)}.${encode(payload)}`
  const jwk = { ...publicKey(key.publicX), d: key.privateD }
  const signature = sign(null, Buffer.from(signed), createPrivateKey({ key: { ...jwk }, format: "jwk" }))
  return `${signed}.${signature.toString("base64url")}`
}

/** What a record of our own says, and which key signed it: it was signed here and is read back. */
export function readSigned(jws: string): {
  readonly key: string
  readonly issuer: string
  readonly claims: RecordClaims
} {
  const [header, payload] = jws.split(".", 2).map((part) => JSON.parse(Buffer.from(part, "base64url").toString("utf8")))
  const { kid } = z.object({ kid: z.string() }).parse(header)
  const { issuer, credentialSubject } = z.object({ issuer: z.string(), credentialSubject: RecordClaims }).parse(payload)
  return { key: kid, issuer, claims: credentialSubject }
}
