import { type RecordClaims, WITHDRAWN_PATH } from "@justesse/types/records/claims"

/** One record that is about to be signed. */
interface Issued {
  /** Address of the studio, without a slash at the end. */
  readonly issuer: string
  readonly number: string
  readonly issuedAtMs: number
  readonly claims: RecordClaims
}

/**
 * A record of work as a Verifiable Credential (W3C Data Model 2.0), the payload of the signature. Nothing in it depends on what was
 * not ticked: neither a hash nor a count nor a place that was left empty (TRA-6).
 */
export function writeCredential({ issuer, number, issuedAtMs, claims }: Issued): Record<string, unknown> {
  return {
    "@context": ["https://www.w3.org/ns/credentials/v2", "https://www.w3.org/ns/credentials/undefined-terms/v2"],
    type: ["VerifiableCredential", "WorkRecord"],
    issuer,
    validFrom: `${new Date(issuedAtMs).toISOString().slice(0, 19)}Z`,
    jti: number,
    credentialStatus: { type: "WithdrawnList", id: `${issuer}${WITHDRAWN_PATH}` },
    credentialSubject: claims,
  }
}
