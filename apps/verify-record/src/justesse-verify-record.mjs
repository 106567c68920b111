#!/usr/bin/env node
// Checks a record of work that a Justesse studio signed: a JWS in compact form (RFC 7515) over a Verifiable Credential, EdDSA with
// Ed25519 (RFC 8037). Needs Node and nothing else: no network, no library, no other file of the project.
import { createHash, createPublicKey, verify } from "node:crypto"
import { readFileSync, realpathSync } from "node:fs"
import { pathToFileURL } from "node:url"
import { parseArgs } from "node:util"

const USAGE = `justesse-verify-record RECORD.jws --key KEYS.json [--withdrawn LIST.json] [--json]
KEYS.json is what the studio publishes at /.well-known/justesse-keys.json, LIST.json at /.well-known/justesse-withdrawn.json.
Exit codes: 0 signed and unchanged; 1 not so, or withdrawn; 2 the call or a file cannot be used.`

/** The bytes of base64url in its only spelling; null for anything else, so that no bit of a file is without meaning. */
function decode(text) {
  const bytes = Buffer.from(text, "base64url")
  return bytes.length > 0 && bytes.toString("base64url") === text ? bytes : null
}

function parse(bytes) {
  try {
    const value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes))
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : null
  } catch {
    return null
  }
}

/** Ed25519 keys of a JSON Web Key or Key Set by the thumbprint that is computed from each (RFC 7638), whatever name it has. */
export function readKeys(file) {
  const keys = (Array.isArray(file?.keys) ? file.keys : [file]).filter(
    (key) => key?.kty === "OKP" && key.crv === "Ed25519",
  )
  const named = keys.map(({ crv, kty, x }) => [JSON.stringify({ crv, kty, x }), { crv, kty, x }])
  return new Map(named.map(([text, key]) => [createHash("sha256").update(text).digest("base64url"), key]))
}

/** What is true of a record: `state` is signed, withdrawn, unknown_key, changed or no_record. */
export function checkRecord(text, keys, withdrawn = null) {
  const parts = text.replace(/\r?\n$/, "").split(".")
  const [head, body, signature] = parts.map(decode)
  const header = head && parse(head)
  if (parts.length !== 3 || header?.alg !== "EdDSA" || typeof header.kid !== "string") return { state: "no_record" }
  // Nothing that a header could ask for beside this is understood here, and what is not understood is not trusted.
  if ("crit" in header || "b64" in header || !body || signature?.length !== 64) return { state: "changed" }
  const key = keys.get(header.kid)
  if (!key) return { state: "unknown_key", key: header.kid }
  const publicKey = createPublicKey({ key, format: "jwk" })
  if (!verify(null, Buffer.from(`${parts[0]}.${parts[1]}`), publicKey, signature)) return { state: "changed" }
  const record = parse(body)
  if (!record?.type?.includes?.("WorkRecord")) return { state: "no_record" }
  const { issuer, jti: number, validFrom: signedAt, credentialSubject: says } = record
  const state = withdrawn?.includes(number) ? "withdrawn" : "signed"
  return { state, issuer, number, signedAt, key: header.kid, says, isListGiven: withdrawn !== null }
}

function sentenceOf({ state, issuer, key, isListGiven }) {
  const withdrawn = isListGiven ? "not withdrawn" : "no list of withdrawn records was given"
  return {
    signed: `Signed by ${issuer}, unchanged, ${withdrawn}.`,
    withdrawn: `Signed by ${issuer} and unchanged, but withdrawn by its person. Do not rely on it.`,
    unknown_key: `Signed with a key that is not in the key file (${key}). Take the keys from the studio that it is said to be of.`,
    changed: "This file was changed after it was signed, or is not whole. Do not rely on it.",
    no_record: "This file is no signed record of work.",
  }[state]
}

function main() {
  const [file, yes] = [{ type: "string" }, { type: "boolean" }]
  const options = { key: file, withdrawn: file, json: yes, help: yes }
  const { values, positionals } = parseArgs({ options, allowPositionals: true })
  if (values.help) return console.log(USAGE)
  if (positionals.length !== 1 || !values.key) throw new Error(USAGE)
  const keys = readKeys(JSON.parse(readFileSync(values.key, "utf8")))
  if (keys.size === 0) throw new Error(`${values.key} holds no Ed25519 key.`)
  const list = values.withdrawn === undefined ? null : JSON.parse(readFileSync(values.withdrawn, "utf8"))
  if (list !== null && !Array.isArray(list.withdrawn))
    throw new Error(`${values.withdrawn} is no list of withdrawn records.`)
  const found = checkRecord(readFileSync(positionals[0], "utf8"), keys, list?.withdrawn)
  if (list !== null && found.issuer !== undefined && list.issuer !== found.issuer)
    throw new Error(`${values.withdrawn} is the list of ${list.issuer}, and the record is of ${found.issuer}.`)
  const details = found.says
    ? `\nNumber ${found.number}, ${found.signedAt}, key ${found.key}.\n${JSON.stringify(found.says, null, 2)}`
    : ""
  console.log(values.json ? JSON.stringify(found) : sentenceOf(found) + details)
  process.exitCode = found.state === "signed" ? 0 : 1
}

if (process.argv[1] && import.meta.url === pathToFileURL(realpathSync(process.argv[1])).href) {
  try {
    main()
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error))
    process.exitCode = 2
  }
}
