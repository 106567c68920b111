import { describe, expect, it } from "vitest"
import { checkRecord, readKeys } from "./check.ts"

const encode = (bytes: Uint8Array | string) => Buffer.from(bytes).toString("base64url")
const NUMBER = "2026-000000318"
const PAYLOAD = {
  type: ["VerifiableCredential", "WorkRecord"],
  issuer: "https://labels.example.org",
  validFrom: "2026-11-27T15:31:00Z",
  jti: NUMBER,
  credentialSubject: { name: "Awa Diop", acceptedAnswers: 8_387 },
}

async function studio() {
  const pair = await crypto.subtle.generateKey("Ed25519", true, ["sign", "verify"])
  const { kty, crv, x } = await crypto.subtle.exportKey("jwk", pair.publicKey)
  const published = { keys: [{ kty, crv, x, kid: "by another name", alg: "EdDSA" }] }
  const keys = await readKeys(published)
  const [kid = ""] = [...keys.keys()]
  const sign = async (header: object = {}, payload: object = PAYLOAD) => {
    const text = `${encode(JSON.stringify({ alg: "EdDSA", kid, ...header }))}.${encode(JSON.stringify(payload))}`
    const signature = await crypto.subtle.sign("Ed25519", pair.privateKey, new TextEncoder().encode(text))
    return `${text}.${encode(new Uint8Array(signature))}`
  }
  return { keys, kid, sign }
}

describe("a record that is checked in the browser", () => {
  it("is signed and unchanged, or withdrawn", async () => {
    const { keys, kid, sign } = await studio()
    const record = await sign()
    const said = { issuer: PAYLOAD.issuer, number: NUMBER, key: kid, claims: PAYLOAD.credentialSubject }
    const signedAtMs = Date.UTC(2026, 10, 27, 15, 31)
    expect(await checkRecord(record, keys, [])).toEqual({ state: "signed", ...said, signedAtMs })
    expect(await checkRecord(`${record}\n`, keys, [NUMBER])).toEqual({ state: "withdrawn", ...said, signedAtMs })
  })

  it("is of an unknown key, which is named with who it is said to be of", async () => {
    const [one, other] = await Promise.all([studio(), studio()])
    const expected = { state: "unknown_key", key: one.kid, issuer: PAYLOAD.issuer }
    expect(await checkRecord(await one.sign(), other.keys, [])).toEqual(expected)
    expect(await checkRecord(await one.sign({ kid: other.kid }), other.keys, [])).toEqual({ state: "changed" })
  })

  it("is none where its header asks for another way, or it says something else", async () => {
    const { keys, sign } = await studio()
    const broken = [{ alg: "none" }, { alg: "HS256" }, { crit: ["b64"] }, { b64: false }, { kid: 3 }]
    for (const header of broken) expect(await checkRecord(await sign(header), keys, [])).toEqual({ state: "no_record" })
    expect(await checkRecord(await sign({}, { ...PAYLOAD, type: ["Other"] }), keys, [])).toEqual({ state: "no_record" })
    for (const text of ["", "hello", "a.b.c", "..", "é.é.é"])
      expect(await checkRecord(text, keys, [])).toEqual({ state: "no_record" })
  })

  it("is not one letter away from being taken for another", async () => {
    const { keys, sign } = await studio()
    const record = await sign()
    const taken: string[] = []
    for (let at = 0; at < record.length; at++) {
      const letter = record[at] ?? ""
      for (const other of [letter === "A" ? "B" : "A", String.fromCharCode(letter.charCodeAt(0) ^ 1), ""]) {
        const text = record.slice(0, at) + other + record.slice(at + 1)
        const { state } = await checkRecord(text, keys, [])
        if (state === "signed" || state === "withdrawn") taken.push(text)
      }
    }
    // Bits of the last letter that no byte needs.
    for (const last of "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") {
      const text = record.slice(0, -1) + last
      if (text !== record && (await checkRecord(text, keys, [])).state === "signed") taken.push(text)
    }
    expect(taken).toEqual([])
  })

  it("needs keys of this kind alone, and reads one key without a list too", async () => {
    expect((await readKeys({ keys: [{ kty: "RSA" }, null, 7] })).size).toBe(0)
    expect((await readKeys("hello")).size).toBe(0)
    expect([...(await readKeys({ kty: "OKP", crv: "Ed25519", x: "AAAA", d: "secret" })).values()]).toEqual([
      { kty: "OKP", crv: "Ed25519", x: "AAAA" },
    ])
  })
})
