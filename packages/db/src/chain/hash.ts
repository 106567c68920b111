import { hash } from "node:crypto"
import type { ChainHash } from "@justesse/work/chain"

/** The hash functions of the chain: SHA-256 for marks and seals, two of SHA-512 for what is added up. */
export const chainHash: ChainHash = {
  digest: (text) => hash("sha256", text, "base64url"),
  spread: (text) => Buffer.concat([hash("sha512", `0${text}`, "buffer"), hash("sha512", `1${text}`, "buffer")], 128),
}
