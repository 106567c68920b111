import { createHmac, randomBytes } from "node:crypto"
import { chmod, mkdir, readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"

/** Secrets of an installation, made at first start and never defaulted. Files are for this user only (0600). */
export async function openSecrets(dataDir: string) {
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  const path = join(dataDir, "secret.key")
  const stored = await readFile(path, "utf8").catch(() => null)
  const hex = stored?.trim() ?? randomBytes(48).toString("hex")
  if (stored === null) await writeFile(path, `${hex}\n`, { mode: 0o600, flag: "wx" })
  await chmod(path, 0o600)
  const secret = Buffer.from(hex, "hex")
  return {
    secret: new Uint8Array(secret),
    /** For the sign-in library; derived, so that one leak is not two. */
    authSecret: createHmac("sha256", secret).update("sign-in").digest("hex"),
    hmac: (text: string) => createHmac("sha256", secret).update(text).digest("hex"),
  }
}
