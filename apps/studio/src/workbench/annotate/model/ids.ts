import { RegionId, SubmissionId } from "@justesse/types"
import { randomUuid, toHex } from "../../../browser/uuid.ts"

/** A region's id, unique in its annotation. */
export function newRegionId(): RegionId {
  return RegionId.parse(toHex(crypto.getRandomValues(new Uint8Array(10))))
}

/** A submission's id (a version 4 UUID), made before anything is sent: sent again it gives the same receipt (I4). */
export function newSubmissionId(): SubmissionId {
  return SubmissionId.parse(randomUuid())
}
