import { RegionId, SubmissionId } from "@justesse/types"

/** Random hexadecimal digits; `crypto.randomUUID` is missing on plain http, which an office network may use. */
function hex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("")
}

/** A region's id, unique in its annotation. */
export function newRegionId(): RegionId {
  return RegionId.parse(hex(crypto.getRandomValues(new Uint8Array(10))))
}

/** A submission's id (a version 4 UUID), made before anything is sent: sent again it gives the same receipt (I4). */
export function newSubmissionId(): SubmissionId {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const digits = hex(bytes)
  const parts = [digits.slice(0, 8), digits.slice(8, 12), digits.slice(12, 16), digits.slice(16, 20), digits.slice(20)]
  return SubmissionId.parse(parts.join("-"))
}
