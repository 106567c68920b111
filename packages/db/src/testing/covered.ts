import { createHash } from "node:crypto"
import {
  canonicalJson,
  type Decision,
  Disagreement,
  type DisagreementId,
  EMPTY_BODY,
  type TaskNumber,
} from "@justesse/types"
import { projectCase } from "@justesse/work/decisions/machine"
import { accountOf } from "@justesse/work/ledger/accounts"
import { answerReports, insertReport } from "../content/reports.ts"
import { insertJudgement, listJudgements, storeCase } from "../decisions/index.ts"
import {
  appendEvent,
  insertMember,
  keepFinal,
  pruneTicks,
  putReview,
  putSetting,
  readReview,
  type Storage,
  sealVersion,
  storeReviewDecisions,
  storeReviewFiled,
} from "../index.ts"
import { post, toPosting } from "../ledger/post.ts"
import { insertPair, updatePair } from "../mentors/pairs.ts"
import { insertMatter, insertMatterMessage } from "../ombud/index.ts"
import { insertConsent } from "../pay/consents.ts"
import { insertDeposit } from "../pay/deposits.ts"
import { insertFloor } from "../pay/floors.ts"
import { putPayee } from "../pay/payees.ts"
import { insertPayout, insertPayoutFile, movePayout } from "../pay/payouts.ts"
import { insertPrice } from "../pay/prices.ts"
import { endAssessment, endSeats, insertAssessment, insertSeat, readAssessment } from "../progress/peers.ts"
import { insertRecord, keepIssuerKey } from "../records/index.ts"
import { storeItems, takeVersionNumber } from "../versions/freeze.ts"
import { insertClaim, insertClaimAnswer } from "../work/claims.ts"
import { addPeople, addProject, answer, asks, credits, NOW } from "./seed.ts"

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex")

/** Ids of what {@link fillCovered} made. */
interface FilledCovered {
  readonly project: number
  readonly people: readonly number[]
}

/** Answers of two people to three tasks, with half a minute of time each. */
async function fillAnswers(storage: Storage, project: number, people: readonly number[]): Promise<void> {
  for (const person of people) {
    for (let n = 0; n < 3; n++) {
      const [lease] = await storage.hot.next(asks(project, person))
      if (!lease) throw new Error("a task was expected")
      const { publicId, fence } = lease
      const slots = [{ slotMs: NOW - (NOW % 900_000), ms: 30_000 }]
      const beat = { publicId, personId: person, fence, credit: credits(30_000, slots), nowMs: NOW + n }
      await storage.hot.heartbeat(beat)
      const rest = { ontologyVersion: 1, guidelineVersion: 1, regions: n, nowMs: NOW + n, next: null }
      await storage.hot.submit({ publicId, personId: person, fence, ...answer(`[${person},${n}]`), ...rest })
    }
  }
}

const disagreement = Disagreement.parse({
  id: "d1",
  kind: "place",
  place: { x: 1, y: 2, width: 3, height: 4 },
  candidates: [{ letters: ["A"], region: null, share: 1 }],
  proposal: null,
  confidence: 0.5,
})
const none: Decision = { outcome: "none", reason: { code: "extra", clause: null, note: "" } }

/** A filed review of task 2 and a kept answer of task 3. */
async function fillDecisions(storage: Storage, project: number, reviewer: number): Promise<void> {
  const { db } = storage
  const key = { projectId: project, taskId: 2 }
  const body = { letters: {}, people: {}, settled: [], differences: [disagreement] }
  const open = { decisions: new Map<DisagreementId, Decision>(), order: [], open: [disagreement] }
  await putReview(db, key, undefined, { body, rank: 1, decided: open })
  const put = await readReview(db, key)
  const decided = { decisions: new Map([[disagreement.id, none]]), order: [disagreement.id], open: [] }
  if (!put || !(await storeReviewDecisions(db, put, decided, reviewer, NOW))) throw new Error("a decision was refused")
  const review = await readReview(db, key)
  if (!review || !(await storeReviewFiled(db, review, reviewer, NOW))) throw new Error("a review was not filed")
  const kept = { regions: [], nothingHere: true }
  const answerSha256 = sha256(canonicalJson(kept))
  const final = { by: "review" as const, atMs: NOW, answer: kept, answerSha256, provenance: [], agreement: null }
  await keepFinal(db, { projectId: project, taskId: 3 }, final)
}

async function fillVersion(storage: Storage, project: number, person: number): Promise<void> {
  const { db } = storage
  const version = await takeVersionNumber(db, project)
  const kept = {
    settledBy: "review" as const,
    provenance: "[]",
    recordSha256: sha256("r"),
    picture: { extra: {}, document: null },
  }
  await storeItems(db, project, version, [{ assetId: 1, taskId: 1, bodySha256: sha256("{}"), body: "{}", ...kept }])
  const head = { version, frozenAtMs: NOW, frozenBy: person, note: "first", contentSha256: sha256("1"), facts: "{}" }
  await sealVersion(db, project, { ...head, pictures: 1, regions: 0, labels: 0, nothingHere: 0 })
}

/** What one person asks about a fourth task, with its message. */
async function fillQuestion(storage: Storage, project: number, person: number): Promise<void> {
  const [lease] = await storage.hot.next(asks(project, person))
  if (!lease) throw new Error("a task was expected")
  const spot = canonicalJson({ point: { x: 1, y: 2 }, region: null, place: null })
  await storage.hot.ask({
    ...{ publicId: lease.publicId, personId: person, fence: lease.fence, threadId: "thread", messageId: "message" },
    ...{ text: "Is this one?", regionId: null, spot, clause: "1", putAside: false, nowMs: NOW, next: null },
  })
}

/** A movement of money. */
async function fillLedger({ db }: Storage, project: number, owner: number): Promise<void> {
  const about = {
    key: "deposit:1",
    kind: "fund",
    currency: "EUR",
    projectId: project,
    ref: "deposit:1",
    atMs: NOW,
  } as const
  const [from, to] = [accountOf("external_in", project), accountOf("project_free", project)]
  const posting = toPosting(about, [{ from, to, amountMicros: 5_000_000 }])
  const deposit = { publicId: "1", projectId: project, currency: "EUR", amountMicros: 5_000_000, proof: "7" } as const
  await db.transaction().execute(async (tx) => {
    if (posting) await post(tx, posting)
    const matter = { publicId: "1", personId: owner, projectId: project, decision: null, openedAtMs: NOW }
    const { id: matterId } = await insertMatter(tx, matter)
    const said = { publicId: "1", personId: owner, fromOmbud: false, text: "why", atMs: NOW }
    await insertMatterMessage(tx, matterId, said)
    await insertDeposit(tx, { ...deposit, personId: owner, atMs: NOW })
    const asked = { publicId: "1", projectId: project, learnerId: owner, words: "", askedAtMs: NOW }
    const { id } = await insertPair(tx, asked)
    const times = { offeredAtMs: NOW, acceptedAtMs: NOW, endedAtMs: NOW }
    await updatePair(tx, id, { ...times, mentorId: owner, endedBy: owner })
    const drawn = {
      publicId: "1",
      request: "1",
      seed: "1",
      drawn: { of: 5, items: [] },
      state: "open",
      begunMs: NOW,
    } as const
    const assessmentId = await insertAssessment(tx, { ...drawn, projectId: project, personId: owner })
    await insertSeat(tx, { publicId: "1", assessmentId, projectId: project, personId: owner, dueMs: NOW }, NOW)
    const [seat] = (await readAssessment(tx, assessmentId))?.seats ?? []
    await endSeats(tx, seat ? [seat.id] : [], { state: "sent", sheet: [], atMs: NOW })
    await endAssessment(tx, assessmentId, "late", NOW)
  })
}

/** What was decided about one answer: it was sent back. */
async function fillJudgements({ db }: Storage, project: number, author: number, reviewer: number): Promise<void> {
  const key = { projectId: project, taskId: 1, personId: author, revision: 1 }
  const rest = { about: 1, supersedes: null, reference: null }
  const by = (id: number) => ({ kind: "person", id }) as const
  await db.transaction().execute(async (tx) => {
    await insertJudgement(tx, key, {
      ...{ seq: 0, publicId: "case", ...rest },
      judgement: { act: { kind: "submit" }, by: by(author), atMs: NOW },
    })
    await insertJudgement(tx, key, {
      ...{ seq: 1, publicId: "sent-back", ...rest },
      judgement: { act: { kind: "return", clause: "1", note: "look again" }, by: by(reviewer), atMs: NOW + 1 },
    })
    const judgements = (await listJudgements(tx, key)).map(({ judgement }) => judgement)
    const state = projectCase(judgements)
    await storeCase(tx, { ...key, publicId: "case", about: 1, rows: 2, guidelineVersion: 1, state })
  })
}

/** What one person says is missing of their first session, and what another one answers. */
async function fillClaim(storage: Storage, projectId: number, personId: number, by: number): Promise<void> {
  const { id } = await storage.db.selectFrom("work_session").select("id").orderBy("id").executeTakeFirstOrThrow()
  const claim = {
    projectId,
    personId,
    sessionId: id,
    grantedSeconds: 60,
    askedSeconds: 30,
    note: "read it on paper",
    isBeyond: true,
  }
  await storage.db.transaction().execute(async (tx) => {
    const claimId = await insertClaim(tx, { ...claim, atMs: NOW })
    await insertClaimAnswer(tx, claimId, { personId: by, grantedSeconds: 30, atMs: NOW + 1 })
  })
}

/** A record of work, with the key that signed it. */
async function fillRecord({ db }: Storage, person: number): Promise<void> {
  await keepIssuerKey(db, { thumbprint: "t", publicX: "x", privateD: "d", madeAtMs: NOW })
  const signed = { jws: "a.b.c", jwsSha256: sha256("a.b.c"), issuedAtMs: NOW }
  await db.transaction().execute((tx) => insertRecord(tx, { number: "2026-000000001", personId: person, ...signed }))
}

/** What a lease pays, a price, a floor, a consent and a payout. */
async function fillPay(storage: Storage, project: number, person: number): Promise<void> {
  const price = { fromMs: NOW, priceMicros: 5, bonusMicros: 1, basis: "own", quotedMicros: 9, capSeconds: 120 } as const
  const seconds = { medianSeconds: 1, meanSeconds: 2, upperSeconds: 3, madeAtMs: NOW }
  const floor = {
    place: "*",
    currency: "EUR",
    microsPerHour: 10,
    fromDay: "2027-01-01",
    untilDay: null,
    source: "law",
  } as const
  const payout = {
    personId: person,
    currency: "EUR",
    amountMicros: 10_000,
    name: "B",
    account: "b",
    askedAtMs: NOW,
  } as const
  await storage.db.transaction().execute(async (tx) => {
    await insertPrice(tx, project, { ...price, ...seconds })
    await insertFloor(tx, floor, { personId: person, atMs: NOW })
    await insertConsent(tx, { projectId: project, personId: person, mode: "volunteer", guidelineVersion: 1, atMs: NOW })
    const number = await insertPayout(tx, payout)
    await putPayee(tx, person, { place: "FR", name: "B", account: "b" }, NOW)
    const head = { kind: "csv", currency: "EUR", payouts: 1, amountMicros: 10_000 } as const
    const fileId = await insertPayoutFile(tx, head, { personId: person, atMs: NOW })
    await movePayout(tx, number, { from: "requested", to: "sent", nowMs: NOW, fileId })
  })
  const offer = { ...price, currency: "EUR", floorMicrosPerHour: 10, reviewMicros: 0 } as const
  await storage.hot.next({ ...asks(project, person), freshIds: ["paid-1"], offer })
  await storage.db
    .insertInto("project_pay")
    .values({ project_id: project, unfunded_since_ms: NOW, asked: 1 })
    .onConflict((conflict) => conflict.column("project_id").doUpdateSet({ unfunded_since_ms: NOW, asked: 1 }))
    .execute()
}

/** Somebody says yes to a class of content, and reports another one, which the owner declares then. */
async function fillContent(storage: Storage, projectId: number, personId: number, ownerId: number): Promise<void> {
  await storage.hot.sayYes({ projectId, personId, yes: '["medical"]', givesBack: false, isPaid: false, nowMs: NOW })
  await storage.db.transaction().execute(async (tx) => {
    const report = {
      projectId,
      taskId: 1 as TaskNumber,
      personId,
      class: "hate",
      note: "a wall",
      atMs: NOW,
    } as const
    await insertReport(tx, report)
    await answerReports(tx, report, { answer: "declared", personId: ownerId, atMs: NOW + 1 })
  })
}

/** Something in every table that the chain covers, in four parts; `after` is called after each. */
export async function fillCovered(storage: Storage, after: () => Promise<unknown>): Promise<FilledCovered> {
  const { db } = storage
  const people = await addPeople(storage, 4)
  const [ada = 0, ben = 0, cleo = 0] = people
  const project = await addProject(storage, ada, 6, 3)
  const about = { body: canonicalJson(EMPTY_BODY), origin: "one" }
  await storage.hot.addTasks(project, [{ id: 7, assetId: null, tier: 1, overlap: 0, about }], NOW)
  await insertMember(db, project, ada, ["owner"], "Owl", NOW)
  await insertMember(db, project, ben, ["annotator"], "Bat", NOW)
  await insertMember(db, project, cleo, ["annotator", "reviewer"], "Cat", NOW)
  await after()
  await fillAnswers(storage, project, [ben, cleo])
  await pruneTicks(db, { beforeMs: NOW + 60_000, personId: cleo, nowMs: NOW })
  await after()
  await fillDecisions(storage, project, ada)
  await fillVersion(storage, project, ada)
  await fillQuestion(storage, project, ben)
  await fillLedger(storage, project, ada)
  await fillJudgements(storage, project, ben, cleo)
  await fillClaim(storage, project, ben, ada)
  await fillRecord(storage, ben)
  await fillPay(storage, project, ben)
  await fillContent(storage, project, cleo, ada)
  await after()
  const made = ["project.opened", "member.added", "version.frozen"]
  await db.transaction().execute(async (tx) => {
    for (const [n, what] of made.entries())
      await appendEvent(tx, { projectId: project, personId: ada, atMs: NOW + n, what })
  })
  await putSetting(db, "studio", { setupDone: true, reach: "computer" })
  await after()
  return { project, people }
}
