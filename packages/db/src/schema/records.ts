import type { Generated } from "kysely"

// Records of work that people carry away, as stored: see index.ts for the rules of all tables.

/** The key that this studio signs records with: one row, made at the first signature. It goes with backups, and is one for all servers. */
interface IssuerKeyTable {
  /** Always 1. */
  id: number
  /** RFC 7638, of the public key. */
  thumbprint: string
  /** Ed25519 as in a JSON Web Key: base64url of 32 bytes each. */
  public_x: string
  private_d: string
  made_at_ms: number
}

/** A signed record. Never changed but to be withdrawn. */
interface WorkRecordTable {
  id: Generated<number>
  number: string
  person_id: number
  issued_at_ms: number
  jws: string
  jws_sha256: string
  withdrawn_at_ms: number | null
}

/** The tables of records of work, by name. */
export interface RecordTables {
  issuer_key: IssuerKeyTable
  work_record: WorkRecordTable
}
