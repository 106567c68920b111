import { createHash, createHmac, randomBytes } from "node:crypto"
import { chmod, link, open, readFile, rename, rm, stat } from "node:fs/promises"
import { dirname, join } from "node:path"
import { makeFolder } from "@justesse/db"
import { JustesseError } from "@justesse/types"

const BYTES = 48
const DIGITS = BYTES * 2

/** The second line of the file: a digit that changed would make another key, which is as good as no key for all that was signed. */
const checksumOf = (hex: string) => createHash("sha256").update(`justesse key ${hex}`).digest("hex").slice(0, 16)

/** The file of a key: its digits, and their checksum. */
const fileOf = (hex: string) => `${hex}\n${checksumOf(hex)}\n`

/** What is wrong with the lines of a key, or null. A key that anybody could guess would let them forge addresses of pictures and sessions. */
function faultOf(
  text: string,
  checksum: string | undefined,
): "empty" | "not_hex" | "length" | "no_chance" | "changed" | null {
  if (text === "") return "empty"
  if (!/^[0-9a-f]*$/.test(text)) return "not_hex"
  if (text.length !== DIGITS) return "length"
  // Drawn bytes are never this alike: half of them the same value does not happen in the age of the world.
  const most = Math.max(...[...countsOf(Buffer.from(text, "hex")).values()])
  if (most > BYTES / 2) return "no_chance"
  return checksum === undefined || checksum === checksumOf(text) ? null : "changed"
}

function countsOf(bytes: Uint8Array): Map<number, number> {
  const counts = new Map<number, number>()
  for (const byte of bytes) counts.set(byte, (counts.get(byte) ?? 0) + 1)
  return counts
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : ""
}

async function synced(path: string, text: string | null): Promise<void> {
  const file = await open(path, text === null ? "r" : "wx", 0o600)
  try {
    if (text !== null) await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** Gives a whole file its name, unless another start was faster: two keys would end what the first one signed. */
async function publish(aside: string, path: string): Promise<void> {
  try {
    await link(aside, path)
    await rm(aside)
  } catch (error) {
    if (codeOf(error) === "EEXIST") return rm(aside)
    // Some file systems know no second names.
    await rename(aside, path)
  }
}

/** Writes a new key aside, on disk whole before it has its name: a full disk leaves none, and never a part of one. */
async function makeKey(path: string): Promise<void> {
  const aside = `${path}.${randomBytes(6).toString("hex")}.new`
  try {
    await synced(aside, fileOf(randomBytes(BYTES).toString("hex")))
    await publish(aside, path)
    await synced(dirname(path), null)
  } catch (error) {
    await rm(aside, { force: true })
    throw error
  }
}

/** Gives a key of an earlier version its checksum; where nothing can be written it stays as it is. */
async function addChecksum(path: string, hex: string): Promise<void> {
  const aside = `${path}.${randomBytes(6).toString("hex")}.new`
  try {
    await synced(aside, fileOf(hex))
    await rename(aside, path)
  } catch {
    await rm(aside, { force: true }).catch(() => undefined)
  }
}

async function readKey(path: string): Promise<string | null> {
  try {
    return await readFile(path, "utf8")
  } catch (error) {
    if (codeOf(error) === "ENOENT") return null
    throw new JustesseError("secret_unusable", { file: path, why: codeOf(error) || "unread" })
  }
}

/**
 * Secrets of an installation, made at first start and never defaulted. Files are for this user only (0600).
 * @throws JustesseError secret_unusable when there is a key that is not whole: with it anybody could sign
 */
export async function openSecrets(dataDir: string) {
  makeFolder(dataDir, 0o700)
  const path = join(dataDir, "secret.key")
  if ((await readKey(path)) === null) await makeKey(path)
  const [hex = "", checksum] = ((await readKey(path)) ?? "").trim().split("\n")
  const fault = faultOf(hex, checksum)
  if (fault) throw new JustesseError("secret_unusable", { file: path, why: fault, digits: hex.length, most: DIGITS })
  if (checksum === undefined) await addChecksum(path, hex)
  if (((await stat(path)).mode & 0o077) !== 0) await chmod(path, 0o600)
  const secret = Buffer.from(hex, "hex")
  return {
    secret: new Uint8Array(secret),
    /** For the sign-in library; derived, so that one leak is not two. */
    authSecret: createHmac("sha256", secret).update("sign-in").digest("hex"),
    hmac: (text: string) => createHmac("sha256", secret).update(text).digest("hex"),
  }
}
