import { parseChoice, tellChoice } from "@justesse/work/allocation/choice"
import { SOURCE } from "../schema/states.ts"

type Row = Readonly<Record<string, unknown>>

/** How a table in which people are named is told to the one who is named. */
export interface GivenTable {
  readonly table: string
  /** Under which name, where two kinds of rows of one table are told. */
  readonly name?: string
  /** Columns that name a person; those of the sign-in library's tables name its account. */
  readonly by: readonly string[]
  readonly byAccount: boolean
  /** Its primary key, by which pages follow each other. */
  readonly key: readonly string[]
  readonly columns: readonly string[]
  /** Its rows are of a project, which is told by its address. */
  readonly project: boolean
  /** Its rows are of a task: told as the person's own assignment, which is the only name of it that they know. `theirs`: all such rows are. */
  readonly task: "theirs" | "maybe" | null
  /** SQL over `t`: which rows may be told. The others could tell which tasks are gold, or whose decisions are audited (I5). */
  readonly only?: string
  /** SQL over `t` in the place of `by`, where rows name somebody by way of another table, or as a text. */
  readonly whose?: (personId: number) => string
  /** SQL over `t` and its project `p`: what `tell` needs beside the columns, by name. */
  readonly beside?: Readonly<Record<string, string>>
  /** What of a row may be told, where that is not whole columns. */
  readonly tell?: (row: Row, seedOf: SeedOf) => Row
}

/** The seed of a lease's lot, which the installation's key gives. */
export type SeedOf = (publicId: string) => number

/** How a lease was chosen, as its person may read it: set and seed once its project is archived (I5). */
function tellWhy({ archived, why, ...row }: Row, seedOf: SeedOf): Row {
  const choice = parseChoice(typeof why === "string" ? why : null)
  const told = choice && tellChoice(choice, Number(archived) === 1, seedOf(String(row["public_id"])))
  return {
    ...row,
    why: told && JSON.stringify({ ...told, tier: told.tier && { rank: told.tier.rank, of: told.tier.of } }),
  }
}

const OF_TASK = "project_id task_id person_id"
const RETIRED = `exists (select 1 from gold g where g.project_id = t.project_id and g.task_id = t.task_id and g.state = 'retired')`

/**
 * A line a table: its name, the columns that name a person, its key, and what is told of each row; `+` before the columns for a
 * project's, `++` for a task of theirs, `+?` for one that may be a task's.
 */
const LINES = `
person; id; id; id name email is_operator is_active preferences made_at_ms last_seen_ms
auth_user; id; id; name email createdAt
auth_session; userId; id; createdAt updatedAt expiresAt ipAddress userAgent
auth_account; userId; id; providerId createdAt
member; person_id; project_id person_id; + is_owner is_reviewer is_annotator pseudonym paused paused_reason accepted_version content_yes joined_at_ms last_seen_ms
person_group_member; person_id; project_id group_id person_id; + group_id
tier; person_id; project_id id; + priority
assignment; person_id; ${OF_TASK}; + public_id state leased_at_ms expires_at_ms active_ms revision counted skip_reason skip_note sent_back ontology_version guideline_version fate question changed_at_ms why
submission; person_id; ${OF_TASK} revision; ++ public_id revision counted body body_sha256 ontology_version guideline_version active_ms regions stored_at_ms
draft; person_id; ${OF_TASK}; ++ revision body saved_at_ms
answer_proposals; person_id; ${OF_TASK} revision; ++ revision taken changed refused untouched regions
person_counter; person_id; project_id person_id; + leased submitted skipped active_ms
active_time; person_id; project_id person_id slot_ms; + slot_ms active_ms tasks
active_state; person_id; person_id; state
time_entry; person_id; id; +? kind session_id slot_ms credited_ms at_ms ticks_sha256 ticks
time_prune; person_id; id; at_ms entries credited_ms ticks_sha256
work_session; person_id; id; + opened_at_ms midnight_ms last_at_ms active_ms unleased_ms mentoring_ms reading_ms closed_at_ms closed_why
time_claim; person_id; id; + granted_s asked_s note at_ms beyond
time_claim_answer; person_id; claim_id; claim_id granted_s at_ms
ledger_account; ; id; kind currency balance_micros
ledger_entry; ; tx_id n; tx_id amount_micros
judgement; person_id; ${OF_TASK} revision seq; ++ public_id about kind reason clause at_ms
judgement; by_id; ${OF_TASK} revision seq; + public_id kind reason clause act at_ms
case_state; person_id; ${OF_TASK} revision; ++ public_id status since_ms due_at_ms rejected_at_ms appealed_at_ms
deposit; person_id; id; + currency amount_micros proof at_ms
assignment_terms; person_id; id; ++ session_id leased_at_ms currency mode price_micros bonus_micros floor_micros cap_seconds review_micros base_ms until_ms state ended_at_ms extensions granted_seconds sent_seconds accrued_micros drawn_micros appeal_micros owed_micros decided
session_pay; person_id; session_id; + session_id currency floor_micros allowance_drawn_micros free_paid_micros learned_micros owed_micros payments closed
pay_counter; person_id; project_id person_id; + undecided_seconds decided
pay_consent; person_id; id; + mode guideline_version at_ms
payee; person_id; person_id; place name account changed_at_ms
payout; person_id; id; id currency amount_micros state name account file_id proof asked_at_ms changed_at_ms
payout_file; person_id; id; id kind currency payouts amount_micros made_at_ms
floor_row; person_id; id; place currency micros_per_hour from_day until_day source at_ms
gold_draw; person_id; project_id person_id; + try_out_left try_out_passed
gold_answer; person_id; ${OF_TASK}; ++ revision passed evidence at_ms
practice_answer; person_id; id; ++ public_id round body at_ms
content_report; person_id answered_by; id; + class note at_ms answer answered_at_ms
gold_correction; found_by corrected_by; id; + at_ms
person_quality; person_id; project_id person_id; + items body changed_at_ms
review; reviewer_id filed_by; project_id task_id; + task_id state differences decisions filed_at_ms
second_look; reviewer_id filed_by; project_id task_id; + task_id state differences decisions filed_at_ms
second_look; first_by; project_id task_id; + task_id differences first_decisions same severity_ppm filed_at_ms
review_act; person_id; project_id act_id; + act_id asked_sha256 answer at_ms
thread; person_id about_id; id; +? public_id kind state region_id spot reason clause clause_version asked_at_ms changed_at_ms answered_at_ms
message; person_id; id; + public_id role body at_ms
thread_read; person_id; project_id thread_id person_id; +
notice; person_id; id; + kind detail times at_ms seen_at_ms
activity; person_id; id; + at_ms what detail
project_rating; person_id; id; + clarity respect promptness at_ms
refused_ask; person_id answered_by; id; + place kind sentence asked_at_ms answer answered_at_ms
ombud_matter; person_id; id; + public_id decision opened_at_ms reopened_at_ms
ombud_message; person_id; id; public_id from_ombud body at_ms
mentor; person_id named_by; project_id person_id; + named_at_ms offers changed_at_ms
mentor_pair; learner_id mentor_id ended_by; id; + public_id words asked_at_ms offered_at_ms accepted_at_ms ended_at_ms
mentor_note; person_id mentor_id; id; + public_id revision region_id body at_ms useful about said contested_at_ms taken_back_at_ms
mentor_reading; person_id mentor_id; ${OF_TASK} revision pair_id; + revision at_ms
progress_request; person_id answered_by; id; + public_id facts words asked_at_ms answer reason answered_at_ms
peer_assessment; person_id; id; + public_id request state begun_at_ms ended_at_ms
peer_seat; person_id; id; + public_id state drawn_at_ms due_at_ms ended_at_ms sheet
work_record; person_id; id; number issued_at_ms jws jws_sha256 withdrawn_at_ms
token; person_id; id; + name scopes made_at_ms last_used_at_ms ends_at_ms
link; person_id made_by; id; + kind made_at_ms ends_at_ms max_uses uses withdrawn
project; made_by; id; slug name made_at_ms
ontology_version; made_by; project_id version; + version made_at_ms
guideline_version; made_by; project_id version; + version note made_at_ms
version; frozen_by; project_id version; + version note frozen_at_ms
import; who; project_id id; + id name format state started_at_ms ended_at_ms
job; made_by; id; + kind state made_at_ms started_at_ms ended_at_ms
undo; person_id; project_id id; + id made_at_ms used
gold; made_by; project_id task_id; + task_id source made_at_ms
prediction_set; made_by; project_id id; + id name format made_at_ms
model_server; made_by; project_id id; + id kind name made_at_ms
model_ask; person_id; ${OF_TASK}; ++ asked_at_ms
saved_view; made_by; project_id id; + name body made_at_ms
`

/** What a line cannot say, by table. */
const BESIDES: Readonly<Record<string, Partial<GivenTable>>> = {
  // What their page sent itself; a row of nothing says how the task was handed out.
  answer_proposals: { only: "t.taken + t.changed + t.refused + t.untouched > 0" },
  gold_answer: { only: `t.drawn = ${SOURCE.training} or ${RETIRED}` },
  // An owner who labels too is told of none that they could meet.
  gold: { only: "t.state = 'retired'" },
  assignment: { beside: { archived: "case when p.state = 'archived' then 1 else 0 end" }, tell: tellWhy },
  // Skills as last computed; what was measured by gold alone would tell which tasks were.
  person_quality: {
    tell: ({ body, ...row }) => ({ ...row, skills: JSON.stringify(JSON.parse(String(body)).skills ?? null) }),
  },
  // Words and what an answer was compared with lie beside the judgement; a page shows what of it is its author's to read.
  "judgement by_id": { name: "judgement_of_mine", only: "t.by_kind = 'person'" },
  "second_look first_by": { name: "second_look_of_mine", only: "t.state = 'filed'" },
  ledger_account: { whose: (personId) => `t.kind = 'worker_payable' and t.owner = '${personId}'` },
  ledger_entry: {
    whose: (personId) =>
      `t.account_id in (select id from ledger_account where kind = 'worker_payable' and owner = '${personId}')`,
  },
}

const TASK_OF = { "++": "theirs", "+?": "maybe" } as const

function readLine(line: string): GivenTable {
  const [table = "", by = "", key = "", told = ""] = line.split(";").map((part) => part.trim())
  const [mark = "", ...rest] = told.split(" ")
  const isMarked = mark.startsWith("+")
  return {
    ...{ table, by: by.split(" ").filter(Boolean), key: key.split(" "), columns: isMarked ? rest : [mark, ...rest] },
    ...{ project: isMarked, byAccount: table.startsWith("auth_") },
    task: mark === "++" || mark === "+?" ? TASK_OF[mark] : null,
    ...(BESIDES[`${table} ${by}`] ?? BESIDES[table]),
  }
}

/**
 * Every table that refers to people, and what its rows tell them. A test goes through the schema: a table or a column that names a
 * person and does not stand here fails it (TRA-2).
 */
export const GIVEN: readonly GivenTable[] = LINES.trim().split("\n").map(readLine)
