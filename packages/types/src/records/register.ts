/** Why something may be kept of a person at all (GDPR, article 6). */
type Ground = "contract" | "consent" | "law" | "interest"

/** Who reads it; owners and reviewers read no names where a project hides them. */
type Reader = "you" | "mentor" | "ombud" | "owners" | "reviewers" | "operators" | "everybody"

/** How long it stays. */
type Kept = "asking" | "days90" | "project" | "account" | "changed" | "session" | "forever"

/** One thing that is kept of people, and the fields in which their browser sends it. */
export interface Measure {
  readonly ground: Ground
  readonly readers: readonly Reader[]
  readonly kept: Kept
  /** By the procedure that takes them; `**` stands for whatever lies below, where that is about no person. */
  readonly fields: Readonly<Record<string, string>>
  /** Where it is stored. */
  readonly tables: readonly string[]
}

const SHAPE = `geometry.type geometry.x geometry.y geometry.width geometry.height geometry.rotation geometry.rings[][].x
  geometry.rings[][].y geometry.points[].x geometry.points[].y geometry.startMs geometry.endMs`
const REGION = `id label speaker attributes.* value value[] value.x value.y value.cannotTell value.said[].value value.said[].people transcript.value transcript.language transcript.direction transcript.marks[]
  transcript.parts[].from transcript.parts[].to transcript.parts[].mark flags.crowd flags.occluded
  flags.truncated flags.difficult flags.ignore level parent foreign.** check.verdict check.reason fixed.label
  fixed.transcript.value fixed.transcript.language fixed.transcript.direction fixed.transcript.marks[]
  fixed.transcript.parts[].from fixed.transcript.parts[].to fixed.transcript.parts[].mark
  ${SHAPE} ${SHAPE.replaceAll("geometry.", "fixed.geometry.")}`
const LOOK = "brightness contrast saturation gamma invert pixels keep"
const KEYS =
  "preset own.*[].mod own.*[].ctrl own.*[].shift own.*[].alt own.*[].character own.*[].thenDigit own.*[].position own.*[].named"
const NOTICES = "payouts added"
const LIMITS = "breakEvery day week quiet.from quiet.until contentAnHour series mix moreUntilMs"
const SPOT = `point.x point.y region.label region.text region.box.x region.box.y region.box.width region.box.height place.x
  place.y place.width place.height`

const under = (path: string, names: string): string => names.replaceAll(/\S+/g, (name) => `${path}.${name}`)

const BODY = `body.nothingHere ${under("body.regions[]", REGION)}`
const PREFERENCES = `credit.as credit.name contentShown awayUntilMs language theme keyHints mirrored showAddress ahead boxClicks labelAfter ${under("look", LOOK)} ${under("keys", KEYS)} ${under("limits", LIMITS)} ${under("notices", NOTICES)}`
const EVIDENCE = `type box.x box.y box.width box.height startMs endMs name partId referenceId value threshold goldId answered
  expected`
const WRITTEN = `messageId text regionId ${under("spot", SPOT)}`

/**
 * What is measured and kept of people: the list that the page "About me" shows and that the server holds to. A field that an
 * annotator's browser can send and that is not here fails a test, and the studio does not take its call.
 */
export const REGISTER = {
  ticks: {
    ground: "contract",
    readers: ["you"],
    kept: "days90",
    tables: ["time_entry", "active_state"],
    fields: {
      "work.heartbeat": `activity utcOffsetMinutes batches[].tab batches[].seq batches[].monotonicMs batches[].waitedMs
        batches[].seconds`,
      "work.reading": "batches[].tab batches[].seq batches[].monotonicMs batches[].waitedMs batches[].seconds",
      "mentor.time": "batches[].tab batches[].seq batches[].monotonicMs batches[].waitedMs batches[].seconds",
      "review.time": "batches[].tab batches[].seq batches[].monotonicMs batches[].waitedMs batches[].seconds",
      "work.break": "seconds",
      "work.claim": "session seconds note",
      "work.answerClaim": "claim seconds",
    },
  },
  time: {
    ground: "contract",
    readers: ["you"],
    kept: "project",
    tables: ["active_time", "time_prune", "work_session", "time_claim", "time_claim_answer"],
    fields: {},
  },
  answers: {
    ground: "contract",
    readers: ["you", "owners", "reviewers"],
    kept: "project",
    tables: [
      "assignment",
      "submission",
      "draft",
      "answer_proposals",
      "model_ask",
      "person_counter",
      "queue_cursor",
      "pay_consent",
    ],
    fields: {
      "work.saveDraft": `revision ${BODY} body.regions[].proposed body.regions[].origin.source body.regions[].origin.score`,
      "work.submitNext": `submissionId ${BODY} ontologyVersion guidelineVersion after.revision after.ids[] proposals.taken[]
        proposals.changed[] proposals.refused proposals.untouched proposals.mustDecide`,
      "work.skip": "reason note content",
      "work.acceptConditions": "guidelineVersion mode",
    },
  },
  money: {
    ground: "law",
    readers: ["you", "operators"],
    kept: "forever",
    tables: [
      "ledger_account",
      "ledger_entry",
      "assignment_terms",
      "session_pay",
      "pay_counter",
      "payout",
      "payout_file",
      "payee",
    ],
    fields: {
      "pay.takeOut": "currency",
      "pay.savePayee": "place name account",
      "pay.callBack": "payout",
      "pay.sessions": "fromMs untilMs",
      "pay.statement": "fromMs untilMs",
    },
  },
  outcomes: { ground: "contract", readers: ["you"], kept: "project", tables: ["assignment"], fields: {} },
  choices: { ground: "contract", readers: ["you"], kept: "project", tables: ["assignment"], fields: {} },
  skills: {
    ground: "interest",
    readers: ["you", "owners"],
    kept: "project",
    tables: ["person_quality"],
    fields: {},
  },
  gold: {
    ground: "interest",
    readers: ["you", "owners"],
    kept: "project",
    tables: ["gold_answer", "gold_draw", "gold_correction"],
    fields: {},
  },
  practice: {
    ground: "contract",
    readers: ["you", "mentor"],
    kept: "project",
    tables: ["practice_answer"],
    fields: { "learning.practise": `practiceId round ${BODY}` },
  },
  mentors: {
    ground: "consent",
    readers: ["you", "mentor"],
    kept: "project",
    tables: ["mentor", "mentor_pair", "mentor_note", "mentor_reading"],
    fields: {
      "mentor.ask": "words",
      "mentor.answer": "pair yes",
      "mentor.end": "pair",
      "mentor.offer": "pair",
      "mentor.setOffer": "offers",
      "mentor.learner": "pair",
      "mentor.note": `pair noteId region text about right.label right.text right.place.x right.place.y right.place.width
        right.place.height`,
      "mentor.readWhole": "pair whole",
      "mentor.takeNoteBack": "pair note",
      "mentor.contest": "note contested",
      "mentor.useful": "note useful",
    },
  },
  progress: {
    ground: "consent",
    readers: ["you", "owners"],
    kept: "project",
    tables: ["progress_request"],
    fields: { "progress.ask": "facts[] words" },
  },
  peers: {
    ground: "consent",
    readers: ["you", "owners", "reviewers"],
    kept: "project",
    tables: ["peer_assessment", "peer_seat"],
    fields: { "progress.assess": "seat said[].yes said[].clause said[].words", "progress.handOn": "seat" },
  },
  audits: { ground: "interest", readers: ["you", "owners"], kept: "project", tables: ["second_look"], fields: {} },
  reviews: {
    ground: "contract",
    readers: ["you", "owners", "reviewers"],
    kept: "project",
    tables: ["review", "review_act"],
    fields: {},
  },
  messages: {
    ground: "contract",
    readers: ["you", "owners", "reviewers"],
    kept: "project",
    tables: ["thread", "message", "thread_read", "notice"],
    fields: {
      "question.ask": `threadId ${WRITTEN} clause putAside utcOffsetMinutes`,
      "question.reply": "threadId messageId text",
      "question.disagree": `threadId ${WRITTEN} reason.code reason.clause reason.note`,
      "question.seen": "ids[]",
    },
  },
  decisions: {
    ground: "contract",
    readers: ["you", "owners", "reviewers"],
    kept: "project",
    tables: ["judgement", "judgement_beside", "case_state"],
    fields: {
      "decision.away": "dayEndsMs",
      "decision.keep": "act",
      "decision.leave": "act",
      "decision.takeBack": "act",
      "decision.say": "act text",
      "decision.add": "act text",
      "decision.appeal": `act text ${under("evidence[]", EVIDENCE)}`,
      "decision.answer": "act answer clause text",
    },
  },
  ombud: {
    ground: "law",
    readers: ["you", "ombud"],
    kept: "forever",
    tables: ["ombud_matter", "ombud_message"],
    fields: {
      "ombud.mine": "about.kind about.decision about.project",
      "ombud.write": "about.kind about.decision about.project messageId text",
      "ombud.answer": "matter messageId text",
      "ombud.one": "matter",
      "ombud.decideAgain": "matter",
    },
  },
  content: {
    ground: "consent",
    readers: ["you"],
    kept: "project",
    tables: ["member", "content_report"],
    fields: { "work.content": "yes[]" },
  },
  refusedAsks: {
    ground: "interest",
    readers: ["you", "operators"],
    kept: "project",
    tables: ["refused_ask"],
    fields: { "admin.answerRefusedAsk": "answer" },
  },
  ratings: {
    ground: "consent",
    readers: ["you"],
    kept: "project",
    tables: ["project_rating"],
    fields: { "project.rate": "clarity respect promptness" },
  },
  records: {
    ground: "consent",
    readers: ["you"],
    kept: "forever",
    tables: ["work_record"],
    fields: { "record.sign": "name hours[] facts[]" },
  },
  preferences: {
    ground: "contract",
    readers: ["you"],
    kept: "changed",
    tables: ["person", "saved_view"],
    fields: {
      "account.update": `${under("preferences", PREFERENCES)} ${under("look", LOOK)} ${under("keys", KEYS)} ${under("limits", LIMITS)}
        ${under("notices", NOTICES)}`,
      "account.joinAccept": under("account.preferences", PREFERENCES),
      "setup.finish": under("preferences", PREFERENCES),
    },
  },
  account: {
    ground: "contract",
    readers: ["you", "operators"],
    kept: "account",
    tables: ["person", "member", "person_group_member", "tier", "token", "link", "auth_user", "auth_account"],
    fields: {
      "account.update": "name",
      "account.signIn": "email password",
      "account.changePassword": "current next",
      "account.close": "email password",
      "people.leave": "person",
      "account.createToken": "name scopes[] days",
      "account.resetFinish": "password",
      "account.joinAccept": "account.name account.email account.password",
      "setup.finish": "name email password",
    },
  },
  signIn: { ground: "contract", readers: ["you"], kept: "session", tables: ["auth_session"], fields: {} },
  acts: {
    ground: "interest",
    readers: ["you", "owners", "reviewers"],
    kept: "project",
    tables: [
      ...[
        "activity",
        "project",
        "deposit",
        "floor_row",
        "ontology_version",
        "guideline_version",
        "version",
        "import",
        "job",
        "undo",
        "gold",
      ],
      "prediction_set",
      "model_server",
    ],
    // Owners set a studio and its projects up: what is said there is about these.
    fields: { "project.create": "draft.** slug", "setup.finish": "reach publicUrl sample" },
  },
} as const satisfies Readonly<Record<string, Measure>>

/** Name of one line of {@link REGISTER}. */
export type MeasureName = keyof typeof REGISTER

/** What a page asks with, in whatever procedure: which thing, which page of a list. Nothing of it is kept. */
const ASKED_WITH = new Set(
  `project projectId template assignmentId threadId decision state id number token fence before want search states[] cursor limit from to version
  ontologyVersion guidelineVersion utcOffsetMinutes`.split(/\s+/),
)

const isDeclared = (field: string, declared: ReadonlySet<string>): boolean =>
  declared.has(field) || [...declared].some((one) => one.endsWith("**") && field.startsWith(one.slice(0, -2)))

/** Of the fields that a procedure takes, those that stand nowhere in the register. */
export function findUndeclared(
  procedure: string,
  fields: readonly string[],
  register: Readonly<Record<string, Measure>> = REGISTER,
): string[] {
  const declared = new Set(
    Object.values(register).flatMap((measure) => (measure.fields[procedure] ?? "").split(/\s+/).filter(Boolean)),
  )
  return fields.filter((field) => !ASKED_WITH.has(field) && !isDeclared(field, declared))
}

/** What a rule that runs without a person can do to somebody's work. There is no word for rejecting, banning or taking back pay. */
type RuleEffect = "accepts" | "asks_more" | "gives_back" | "measures" | "orders"

/** The rules that run without a person, and all that each can do. */
export const RULES = {
  final: "accepts",
  adaptive: "asks_more",
  lease: "gives_back",
  gold: "measures",
  audit: "measures",
  queue: "orders",
} as const satisfies Readonly<Record<string, RuleEffect>>
