import { createHash, generateKeyPairSync, type KeyObject, sign } from "node:crypto"
import { dice } from "@justesse/db/testing/dice"

/** Number of the record that tests sign. */
export const NUMBER = "2026-000000318"

/** What it says. */
export const PAYLOAD = {
  "@context": ["https://www.w3.org/ns/credentials/v2"],
  type: ["VerifiableCredential", "WorkRecord"],
  issuer: "https://labels.example.org",
  validFrom: "2026-11-27T15:31:00Z",
  jti: NUMBER,
  credentialSubject: { name: "Awa Diop", activeHours: [{ kind: "boxes", seconds: 763_200 }], acceptedAnswers: 8_387 },
} as const

/** A key of a studio, with what it would publish. */
interface StudioKey {
  readonly privateKey: KeyObject
  readonly published: { readonly kty: string; readonly crv: string; readonly x: string; readonly kid: string }
}

/** A fresh key, and one of somebody else. */
export function someKey(): StudioKey {
  const { privateKey } = generateKeyPairSync("ed25519")
  const { crv = "", kty = "", x = "" } = privateKey.export({ format: "jwk" })
  const kid = createHash("sha256").update(JSON.stringify({ crv, kty, x })).digest("base64url")
  return { privateKey, published: { kty, crv, x, kid } }
}
export const otherKey = someKey

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url")

/** A record under a header, by hand: nothing of the studio's own code. */
export function signedWith(
  { privateKey, published }: StudioKey,
  header: object = {},
  payload: object = PAYLOAD,
): string {
  const text = `${encode({ alg: "EdDSA", typ: "vc+jwt", cty: "vc", kid: published.kid, ...header })}.${encode(payload)}`
  return `${text}.${sign(null, Buffer.from(text), privateKey).toString("base64url")}`
}

/** A file that is not the one that was signed, and how it was made of it. */
interface Mutant {
  readonly what: string
  readonly text: string
}

/** Each bit of the file turned, each length cut off, and what a forger would try. */
export function* mutantsOf(record: string, key: StudioKey): Iterable<Mutant> {
  const bytes = Buffer.from(record, "latin1")
  for (let at = 0; at < bytes.length * 8; at++) {
    const flipped = Buffer.from(bytes)
    flipped.writeUInt8(flipped.readUInt8(at >> 3) ^ (1 << (at & 7)), at >> 3)
    yield { what: "one bit", text: flipped.toString("latin1") }
  }
  for (let length = 0; length < record.length; length++) yield { what: "cut off", text: record.slice(0, length) }
  for (let from = 1; from <= record.length; from++) yield { what: "begun late", text: record.slice(from) }
  const random = dice(318)
  for (let n = 0; n < 1_500; n++) {
    const at = random.below(record.length)
    const letter = record[at] ?? ""
    const other = letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase()
    if (other !== letter)
      yield { what: "letter of another case", text: record.slice(0, at) + other + record.slice(at + 1) }
    yield {
      what: "letter more",
      text: record.slice(0, at) + random.pick(["A", "_", "=", " ", ".", "\0"]) + record.slice(at),
    }
    yield { what: "two letters swapped", text: swapped(record, at, random.below(record.length)) }
  }
  yield* forged(record, key)
}

function swapped(text: string, a: number, b: number): string {
  const letters = [...text]
  const [one = "", two = ""] = [letters[a], letters[b]]
  letters[a] = two
  letters[b] = one
  // The same text again would be no mutant.
  return one === two ? `${text}A` : letters.join("")
}

function* forged(record: string, key: StudioKey): Iterable<Mutant> {
  const [header = "", payload = "", signature = ""] = record.split(".")
  const { kid } = key.published
  for (const alg of ["none", "None", "HS256", "ES256", "RS256", "Ed25519", "eddsa", "", null, 1])
    for (const last of ["", signature]) yield { what: "alg none", text: `${encode({ alg, kid })}.${payload}.${last}` }
  for (const change of [
    { typ: "jwt" },
    { b64: false },
    { crit: ["exp"], exp: 1 },
    { kid: "x" },
    { jwk: key.published },
  ])
    yield {
      what: "swapped header",
      text: `${encode({ alg: "EdDSA", typ: "vc+jwt", cty: "vc", kid, ...change })}.${payload}.${signature}`,
    }
  yield { what: "header understood by nobody", text: signedWith(key, { crit: ["b64"], b64: false }) }
  yield { what: "no record of work", text: signedWith(key, {}, { ...PAYLOAD, type: ["VerifiableCredential"] }) }
  for (let n = 0; n < 50; n++) {
    const stranger = someKey()
    yield { what: "another key", text: signedWith(stranger) }
    yield { what: "another key", text: signedWith(stranger, { kid }) }
    yield { what: "another key", text: signedWith(stranger, { jwk: stranger.published, kid }) }
  }
  const bettered = encode({ ...PAYLOAD, credentialSubject: { ...PAYLOAD.credentialSubject, acceptedAnswers: 9_387 } })
  yield { what: "another payload", text: `${header}.${bettered}.${signature}` }
  for (const parts of [
    [header, payload],
    [header, payload, signature, ""],
    [payload, header, signature],
    [header, "", signature],
    [header, payload, ""],
  ])
    yield { what: "parts", text: parts.join(".") }
  // The last letter of a signature has four bits that mean nothing: only one spelling is the file's.
  for (const last of "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
    if (!record.endsWith(last)) yield { what: "another spelling", text: record.slice(0, -1) + last }
  for (const end of ["=", "==", " ", "\n\n", "\t", "\r\n\r\n"]) yield { what: "something behind", text: record + end }
}
