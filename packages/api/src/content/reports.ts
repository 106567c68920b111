import { findProject, type OpenTransaction, type Project, type ProjectAccess, updateProject } from "@justesse/db"
import { answerReports, countReports, insertReport, listOpenReports, lockReports } from "@justesse/db/content/reports"
import type { OwnAssignment } from "@justesse/db/hot/operations"
import { listHolders, putNotices } from "@justesse/db/questions"
import { JustesseError } from "@justesse/types"
import { type ContentClass, DeclaredContent, isContentClass, type ReportedClass } from "@justesse/types/content/classes"
import type { NoticeKind } from "@justesse/types/inbox/notices"
import type { ContentAnswer, ContentOpen } from "@justesse/types/wire/content"
import { askedClasses, isStoppedByReports, isUndeclared } from "@justesse/work/content/ask"
import type { z } from "zod"
import { note } from "../activity/index.ts"
import type { Deps } from "../core/deps.ts"
import { type Inside, inTransaction } from "../core/transaction.ts"
import type { Who } from "../core/who.ts"
import { requireActive } from "../projects/guard.ts"
import { standOf } from "./stand.ts"
import { giveBackUnasked } from "./yes.ts"

type ReportDeps = Pick<Deps, "storage" | "nowMs">

/** Tells members once that a project asks about something new; nobody is told who said it. */
async function tell(inside: Inside<ReportDeps>, projectId: number, kind: NoticeKind, people: readonly number[]) {
  const concern = `content/${projectId}`
  await putNotices(inside.storage.db, people, { projectId, kind, concern, detail: {}, atMs: inside.nowMs() })
}

/** All who label or judge there, but one of them. */
async function workersOf(tx: OpenTransaction, projectId: number, except: number): Promise<number[]> {
  const holders = await Promise.all(
    (["annotator", "reviewer"] as const).map((role) => listHolders(tx, projectId, role, except)),
  )
  return holders.flat()
}

const NOBODY = 0

/**
 * Somebody gave a picture back because it holds what was not declared. From then on everybody is asked about it first; two people who say
 * the same stop the project until its owner answers, and one does who saw what is refused. A second time it changes nothing.
 */
export async function reportContent(
  deps: ReportDeps,
  { projectId, taskId, personId }: Pick<OwnAssignment, "projectId" | "taskId" | "personId">,
  said: { readonly class: ReportedClass; readonly note: string },
): Promise<void> {
  const { engine } = deps.storage
  const changed = await inTransaction(deps, async (inside) => {
    const { db } = inside.storage
    await lockReports(db, projectId, engine)
    const before = await findProject(db, projectId)
    if (!before || !isUndeclared(standOf(before), said.class)) return false
    const report = { projectId, taskId: taskId as Parameters<typeof insertReport>[1]["taskId"], personId, ...said }
    if (!(await insertReport(db, { ...report, atMs: inside.nowMs() }))) return false
    const reported = await countReports(db, projectId)
    const isStopped = isStoppedByReports({ reported })
    await note(inside, projectId, null, { what: "content.reported", detail: { class: said.class } })
    if (isStopped && !isStoppedByReports(before))
      await note(inside, projectId, null, { what: "content.stopped", detail: { class: said.class } })
    await tell(inside, projectId, isStopped ? "content_stopped" : "content_reported", await ownersOf(db, projectId))
    const asked = askedClasses(standOf(before)).length
    if (!isStopped && askedClasses({ declared: before.settings.content, reported }).length > asked) {
      const owners = await ownersOf(db, projectId)
      const others = (await workersOf(db, projectId, personId)).filter((one) => !owners.includes(one))
      await tell(inside, projectId, "content_asked", others)
    }
    return true
  })
  if (changed) await giveBackUnasked(deps, projectId)
}

const ownersOf = (tx: OpenTransaction, projectId: number) => listHolders(tx, projectId, "owner", NOBODY)

const MOST_NOTES = 20

/** What is reported of a project's pictures and waits for its owner. */
export async function openReports(
  deps: Pick<Deps, "storage">,
  project: ProjectAccess,
): Promise<z.infer<typeof ContentOpen>> {
  return {
    reports: [...project.reported],
    notes: (await listOpenReports(deps.storage.db, project.id, MOST_NOTES)).filter(({ note: text }) => text !== ""),
  }
}

/**
 * Follows, inside the transaction that changes settings, what an owner declares: reports of it are answered, and whoever works there is told
 * what is new. Whether anything is new.
 */
export async function followDeclared(
  inside: Inside<ReportDeps>,
  project: Pick<Project, "id" | "settings" | "reported">,
  who: Pick<Who, "personId">,
  after: DeclaredContent | undefined,
): Promise<boolean> {
  const { db } = inside.storage
  const known = project.settings.content?.classes ?? []
  const added = (after?.classes ?? []).filter((one) => !known.includes(one)).filter(isContentClass)
  if (added.length === 0) return false
  const said = { answer: "declared" as const, personId: who.personId, atMs: inside.nowMs() }
  for (const one of added) await answerReports(db, { projectId: project.id, class: one }, said)
  await countReports(db, project.id)
  const owners = await ownersOf(db, project.id)
  const others = (await workersOf(db, project.id, who.personId)).filter((one) => !owners.includes(one))
  await tell(inside, project.id, "content_asked", others)
  await note(inside, project.id, who, { what: "content.declared", detail: { classes: added.join(" ") } })
  return true
}

/** What a project declares when a class comes to it. @throws JustesseError invalid_input for what cannot be declared */
function declaredWith(before: DeclaredContent | undefined, added: ContentClass, other: string): DeclaredContent {
  const classes = [...new Set([...(before?.classes ?? []), added])]
  const declared = DeclaredContent.safeParse({ classes, other: before?.other || other })
  if (declared.success) return declared.data
  throw new JustesseError("invalid_input", { field: "content", rule: declared.error.issues[0]?.message ?? "" })
}

/**
 * An owner answers the reports of a class: it is declared from now on, or the pictures do not hold it. Once no other stops it, the
 * project goes on; whoever has not said yes is asked first.
 * @throws JustesseError invalid_input for a class that nobody may be given
 */
export async function answerContent(
  deps: ReportDeps,
  project: ProjectAccess,
  who: Who,
  input: z.infer<typeof ContentAnswer>,
): Promise<void> {
  requireActive(project)
  const { class: found, answer } = input
  await inTransaction(deps, async (inside) => {
    const { db } = inside.storage
    await lockReports(db, project.id, deps.storage.engine)
    const now = (await findProject(db, project.id)) ?? project
    if (answer === "declared") {
      if (!isContentClass(found)) throw new JustesseError("invalid_input", { field: "class", rule: found })
      const content = declaredWith(now.settings.content, found, input.other)
      await updateProject(db, project.id, { settings: { ...now.settings, content } })
      await followDeclared(inside, now, who, content)
      return
    }
    const of = { projectId: project.id, class: found }
    const answered = await answerReports(db, of, { answer, personId: who.personId, atMs: inside.nowMs() })
    if (answered === 0) return
    await countReports(db, project.id)
    await note(inside, project.id, who, { what: "content.notSo", detail: { class: found } })
  })
  await giveBackUnasked(deps, project.id)
}
