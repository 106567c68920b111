import { RecordClaims } from "@justesse/types/records/claims"
import { z } from "zod"

/** What is true of a file; `insecure`: the browser has no signatures on a page that came over plain http. */
export type Checked =
  | { readonly state: "no_record" | "changed" | "insecure" }
  | { readonly state: "unknown_key"; readonly key: string; readonly issuer: string }
  | ({ readonly state: "signed" | "withdrawn" } & SignedClaims)

/** What a signed record says. */
interface SignedClaims {
  readonly issuer: string
  readonly number: string
  readonly signedAtMs: number
  readonly key: string
  readonly claims: RecordClaims
}

const Header = z.object({
  alg: z.literal("EdDSA"),
  kid: z.string(),
  crit: z.never().optional(),
  b64: z.never().optional(),
})
const Payload = z.object({
  type: z.array(z.string()).refine((types) => types.includes("WorkRecord")),
  issuer: z.string(),
  jti: z.string(),
  validFrom: z.iso.datetime(),
  credentialSubject: RecordClaims,
})
const Key = z.object({ kty: z.literal("OKP"), crv: z.literal("Ed25519"), x: z.string() })

/** A public key by its thumbprint. */
export type Keys = ReadonlyMap<string, z.infer<typeof Key>>

/** A record is a few kilobytes; nothing larger is read. */
export const MOST_BYTES = 65_536

const encode = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "")

/** The bytes of base64url in its only spelling; null for anything else, so that no letter of a file is without meaning. */
function decode(text: string): Uint8Array<ArrayBuffer> | null {
  if (!/^[\w-]+$/.test(text)) return null
  try {
    const bytes = Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0))
    return encode(bytes) === text ? bytes : null
  } catch {
    return null
  }
}

function parse<T>(schema: z.ZodType<T>, bytes: Uint8Array | null): T | null {
  if (!bytes) return null
  try {
    return schema.safeParse(JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes))).data ?? null
  } catch {
    return null
  }
}

/** Ed25519 keys of a JSON Web Key or Key Set, each by the thumbprint that is computed of it (RFC 7638), whatever it calls itself. */
export async function readKeys(file: unknown): Promise<Keys> {
  const listed = z.object({ keys: z.array(z.unknown()) }).safeParse(file).data?.keys ?? [file]
  const keys = listed.flatMap((one) => Key.safeParse(one).data ?? [])
  const named = keys.map(async ({ crv, kty, x }) => {
    const text = new TextEncoder().encode(JSON.stringify({ crv, kty, x }))
    return [encode(new Uint8Array(await crypto.subtle.digest("SHA-256", text))), { crv, kty, x }] as const
  })
  return new Map(await Promise.all(named))
}

async function isSigned(key: z.infer<typeof Key>, text: string, signature: Uint8Array<ArrayBuffer>): Promise<boolean> {
  const imported = await crypto.subtle.importKey("jwk", key, { name: "Ed25519" }, false, ["verify"]).catch(() => null)
  if (!imported) return false
  return crypto.subtle.verify({ name: "Ed25519" }, imported, signature, new TextEncoder().encode(text))
}

/**
 * Checks a record in this browser, with keys and withdrawn numbers that were read before: nothing is asked of anybody. It shares no
 * code with the program `justesse-verify-record`, and says the same.
 */
export async function checkRecord(text: string, keys: Keys, withdrawn: readonly string[]): Promise<Checked> {
  const parts = text.replace(/\r?\n$/, "").split(".")
  const [head = null, body = null, signature = null] = parts.map(decode)
  const header = parse(Header, head)
  if (parts.length !== 3 || !header || !body) return { state: "no_record" }
  if (signature?.length !== 64) return { state: "changed" }
  const payload = parse(Payload, body)
  const key = keys.get(header.kid)
  if (!key) return { state: "unknown_key", key: header.kid, issuer: payload?.issuer ?? "" }
  if (!(await isSigned(key, `${parts[0]}.${parts[1]}`, signature))) return { state: "changed" }
  if (!payload) return { state: "no_record" }
  const { issuer, jti: number, validFrom, credentialSubject: claims } = payload
  const state = withdrawn.includes(number) ? "withdrawn" : "signed"
  return { state, issuer, number, signedAtMs: Date.parse(validFrom), key: header.kid, claims }
}
