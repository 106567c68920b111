import { findPerson } from "@justesse/db"
import {
  findIssuerKey,
  findKnownWork,
  findRecord,
  type IssuerKey,
  insertRecord,
  keepIssuerKey,
  listRecords,
  listWithdrawn,
  withdrawRecord,
} from "@justesse/db/records"
import { JustesseError } from "@justesse/types"
import type { RecordFacts, RecordTicks, SignedRecord } from "@justesse/types/wire/record"
import { chooseClaims, tellFacts } from "@justesse/work/records/claims"
import { writeCredential } from "@justesse/work/records/credential"
import { preferencesOf } from "../account/preferences.ts"
import type { Deps } from "../core/deps.ts"
import { inTransaction } from "../core/transaction.ts"
import { makeIssuerKey, publishKey, readSigned, signCredential } from "./signature.ts"

type RecordDeps = Pick<Deps, "storage" | "nowMs" | "settings" | "randomToken" | "sha256">

/** Records of one person that are listed, and that they can have at all. */
const MOST_RECORDS = 500

/** Tries to find a number that is free: one in a billion is taken by each record of a year. */
const MOST_TRIES = 5

/** What could be said of somebody's work now, and which records they had signed. */
export async function recordFacts(deps: RecordDeps, personId: number): Promise<RecordFacts> {
  const { db } = deps.storage
  const [person, known, signed] = await Promise.all([
    findPerson(db, personId),
    findKnownWork(db, personId, deps.nowMs()),
    listRecords(db, personId, MOST_RECORDS),
  ])
  const languages = person && known.worked ? [preferencesOf(person).language] : []
  const issuer = deps.settings.get().address
  return { name: person?.name ?? "", ...tellFacts({ ...known, languages }), issuer, signed }
}

/** A number that nobody can count by, of the year in which it is given. */
function drawNumber({ nowMs, randomToken }: RecordDeps): string {
  const drawn = Buffer.from(randomToken(), "base64url").readUInt32BE(0) % 1_000_000_000
  return `${new Date(nowMs()).getUTCFullYear()}-${String(drawn).padStart(9, "0")}`
}

async function issuerKey(deps: RecordDeps): Promise<IssuerKey> {
  const { db } = deps.storage
  return (await findIssuerKey(db)) ?? keepIssuerKey(db, makeIssuerKey(deps.nowMs()))
}

/**
 * Signs what the person ticked, with the figures of the tables at this moment (TRA-5).
 * @throws JustesseError invalid_input where nothing is ticked or something cannot be said | conflict where there are too many
 */
export async function signRecord(deps: RecordDeps, personId: number, ticks: RecordTicks): Promise<SignedRecord> {
  const number = await inTransaction(deps, async (inside) => {
    const told = await recordFacts(inside, personId)
    if (told.signed.length >= MOST_RECORDS) throw new JustesseError("conflict", { records: MOST_RECORDS })
    const claims = chooseClaims(told, ticks)
    const key = await issuerKey(inside)
    const issuedAtMs = deps.nowMs()
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const drawn = drawNumber(deps)
      const jws = signCredential(key, writeCredential({ issuer: told.issuer, number: drawn, issuedAtMs, claims }))
      const record = { number: drawn, personId, issuedAtMs, jws, jwsSha256: deps.sha256(jws) }
      if (await insertRecord(inside.storage.db, record)) return drawn
    }
    throw new JustesseError("busy")
  })
  return readRecord(deps, personId, number)
}

/** A record of the caller's own, as it was signed. @throws JustesseError not_found */
export async function readRecord(deps: RecordDeps, personId: number, number: string): Promise<SignedRecord> {
  const record = await findRecord(deps.storage.db, personId, number)
  if (!record) throw new JustesseError("not_found", { record: number })
  const { jws, ...listed } = record
  return { ...listed, jws, ...readSigned(jws) }
}

/** Withdraws a record for good. @throws JustesseError not_found */
export async function takeRecordBack(deps: RecordDeps, personId: number, number: string): Promise<SignedRecord> {
  await withdrawRecord(deps.storage.db, personId, number, deps.nowMs())
  return readRecord(deps, personId, number)
}

/** What the studio publishes: its keys, as a JSON Web Key Set. None before the first record was signed. */
export async function publishedKeys(deps: Pick<Deps, "storage">) {
  const key = await findIssuerKey(deps.storage.db)
  return { keys: key ? [publishKey(key)] : [] }
}

/** What the studio publishes of withdrawn records: their numbers, and until when the list is whole. */
export async function publishedWithdrawn(deps: Pick<Deps, "storage" | "nowMs" | "settings">) {
  const withdrawn = await listWithdrawn(deps.storage.db)
  return { issuer: deps.settings.get().address, asOf: new Date(deps.nowMs()).toISOString(), withdrawn }
}
