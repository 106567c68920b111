import { DEFAULT_KIND, KINDS } from "@justesse/types"
import type { RejectionReason } from "@justesse/types/decisions/judgement"
import type { Panel } from "@justesse/types/wire/decision"
import { api, refresh } from "../../../api.ts"
import { randomUuid } from "../../../browser/uuid.ts"
import type { ReviewStore } from "../model/store.ts"
import type { ReviewUi } from "../ui.ts"
import { byNextClause, isSound, type Judging, type Proposal, proposalFor, withBoundsOf } from "./model.ts"

/** The page as far as the panel acts on it. */
interface JudgeContext {
  readonly store: ReviewStore
  readonly ui: ReviewUi
  readonly focusPicture: () => void
}

/** Closes the panel; nothing was done. */
export function closeJudging({ ui, focusPicture }: JudgeContext): void {
  ui.setState({ panel: null, backLetter: null, judging: null })
  focusPicture()
}

/** What the server says of the answer in the panel; null while that is not known, or no panel is open. */
export function panelOf(ui: ReviewUi): Panel | "unknown" | null {
  const { panel, judging } = ui.getState()
  return panel === "back" ? (judging?.panel ?? null) : null
}

/** True while a rejection is what is proposed: then the letters of answers sleep. */
export function isProposing(ui: ReviewUi): boolean {
  const panel = panelOf(ui)
  return panel !== null && panel !== "unknown" && panel.act === "propose"
}

/** Asks what can be done about the answer in the panel, once for each difference that is looked at; the digit pressed meanwhile. */
export async function askWhatCanBeDone({ store, ui }: Pick<JudgeContext, "store" | "ui">): Promise<number | null> {
  const { backLetter: letter, judging } = ui.getState()
  const { task } = store.state
  if (!task || letter === null) return null
  const disagreement = store.difference?.id ?? null
  const key = `${task.task} ${letter} ${disagreement ?? ""}`
  if (judging?.key === key) return null
  const blank = { key, letter, proposal: null, act: randomUuid(), sending: false, early: null, failure: null }
  // A second look decides nothing of this kind.
  if (task.look === "second") {
    ui.setState({ judging: { ...blank, panel: "unknown" } })
    return null
  }
  ui.setState({ judging: { ...blank, panel: null } })
  const answer = await ask(store, { project: store.project, task: task.task, letter, difference: disagreement })
  const asked = ui.getState().judging
  if (asked?.key !== key) return null
  const [draft] = answer === "unknown" || answer.act !== "propose" ? [] : answer.drafts
  change(ui, { panel: answer, proposal: draft ?? null, early: null })
  return asked.early
}

type Asked = Parameters<typeof api.decision.panel.query>[0]

/** Decisions that were made here are sent before: what the reviewer has instead is read from them. */
async function ask(store: ReviewStore, input: Asked): Promise<Panel | "unknown"> {
  try {
    await store.sender.drain()
    return await api.decision.panel.query(input)
  } catch {
    // Repair can always be asked for, also without a network; the server has the last word.
    return "unknown"
  }
}

function change(ui: ReviewUi, parts: Partial<Judging>): void {
  const { judging } = ui.getState()
  if (judging) ui.setState({ judging: { ...judging, ...parts } })
}

/** Keeps a digit until it is known what it means. */
export function keepDigit(ui: ReviewUi, early: number): void {
  change(ui, { early })
}

/** The reason of a digit. */
export function chooseProposed({ store, ui }: Pick<JudgeContext, "store" | "ui">, digit: number): void {
  const reason = KINDS[store.state.task?.kind ?? DEFAULT_KIND].reasons[digit - 1]
  if (reason) proposeFor(ui, reason)
}

/** A reason of the closed list, with what the difference in view shows for it. */
export function proposeFor(ui: ReviewUi, reason: RejectionReason): void {
  const panel = panelOf(ui)
  if (panel !== null && panel !== "unknown") change(ui, { proposal: proposalFor(panel, reason), failure: null })
}

/** The next clause; the machine computes anew what it allows. */
export function changeClause(context: Pick<JudgeContext, "store" | "ui">): void {
  const { ui } = context
  const panel = panelOf(ui)
  const proposal = ui.getState().judging?.proposal
  if (!proposal || panel === null || panel === "unknown") return
  const next = byNextClause(panel, proposal)
  change(ui, { proposal: next, failure: null })
  if (next.check === null && next.evidence.length > 0) void checkAgain(context, next)
}

async function checkAgain({ store, ui }: Pick<JudgeContext, "store" | "ui">, proposal: Proposal): Promise<void> {
  const { judging } = ui.getState()
  const { task } = store.state
  if (!judging || !task) return
  const about = { project: store.project, task: task.task, letter: judging.letter }
  const { reason, clause } = proposal
  const check = (evidence: Proposal["evidence"]) =>
    api.decision.check.query({ ...about, reason, clause, evidence: [...evidence] })
  const isHere = () => ui.getState().judging?.proposal === proposal
  try {
    const first = await check(proposal.evidence)
    const bound = withBoundsOf(first, proposal.evidence)
    const checked = bound ? { ...proposal, evidence: bound, check: await check(bound) } : { ...proposal, check: first }
    if (isHere()) change(ui, { proposal: checked })
  } catch (failure) {
    if (isHere()) change(ui, { failure })
  }
}

/** Proposes what is visible; nothing where the machine does not find that it holds. */
export async function sendProposal(context: JudgeContext): Promise<void> {
  const { store, ui } = context
  const { judging } = ui.getState()
  const { task } = store.state
  if (!judging?.proposal || !task || judging.sending || !isSound(judging.proposal)) return
  // Nobody is doubted by a picture that does not show.
  if (!store.mayDecide()) return
  const { reason, clause, evidence } = judging.proposal
  change(ui, { sending: true, failure: null })
  try {
    await store.sender.drain()
    const done = await api.decision.propose.mutate({
      ...{ project: store.project, task: task.task, letter: judging.letter, reason, clause },
      ...{ evidence: [...evidence], act: judging.act, revision: store.sender.revisionOf(task.task) },
    })
    closeJudging(context)
    store.report({ key: "notice.proposed", values: { untilMs: done.next?.untilMs ?? 0 } })
    await refresh("decision")
  } catch (failure) {
    change(ui, { sending: false, failure })
  }
}
