import { createHash } from "node:crypto"
import { type ChainHash, SUM_BYTES } from "@justesse/work/chain"

/** The hash functions of the chain. */
export const chainHash: ChainHash = {
  digest: (text) => createHash("sha256").update(text).digest("base64url"),
  spread: (text) => createHash("shake256", { outputLength: SUM_BYTES }).update(text).digest(),
}
