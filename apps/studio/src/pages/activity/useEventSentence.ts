import i18next from "i18next"
import { useReason } from "../../failures/useReason.ts"
import { useT } from "../../i18n/useT.ts"

/** What can happen in a project, in the order of the filter. */
export const KINDS = [
  "project.created",
  "project.opened",
  "project.settings",
  "project.paused",
  "project.resumed",
  "project.archived",
  "project.unarchived",
  "project.duplicated",
  "ontology.saved",
  "guideline.saved",
  "import.started",
  "import.renamed",
  "import.done",
  "import.failed",
  "import.cancelled",
  "assets.exclude",
  "assets.include",
  "assets.reopen",
  "assets.put_first",
  "assets.put_last",
  "assets.reserve",
  "assets.overlap",
  "assets.send_to_review",
  "assets.tag",
  "assets.untag",
  "assets.group",
  "assets.ungroup",
  "assets.propose",
  "assets.delete",
  "assets.restore",
  "assets.download",
  "assets.undone",
  "rows.erased",
  "task.submitted",
  "task.revised",
  "task.skipped",
  "task.settled",
  "task.disputed",
  "review.decided",
  "review.filed",
  "review.sent_back",
  "review.one_more",
  "review.undone",
  "review.second_look",
  "question.asked",
  "question.replied",
  "question.answered",
  "question.clear",
  "question.resolved",
  "question.disagreed",
  "question.commented",
  "rule.made",
  "rule.removed",
  "gold.made",
  "gold.changed",
  "gold.trial",
  "gold.confirmed",
  "gold.corrected",
  "model.connected",
  "model.changed",
  "model.removed",
  "predictions.started",
  "predictions.removed",
  "suspects.sent",
  "queue.ordered",
  "people.invited",
  "people.withdrawn",
  "person.joined",
  "people.roles",
  "people.paused",
  "people.mentor",
  "people.noMentor",
  "people.resumed",
  "people.released",
  "people.removed",
  "group.saved",
  "group.removed",
  "version.frozen",
  "version.noted",
  "export.started",
] as const

interface Event {
  readonly what: string
  readonly who: string
  readonly detail: Readonly<Record<string, string | number>>
}

/** What happened as a sentence: a code with ids and numbers, made readable. An unknown code is shown as it is. */
export function useEventSentence(): (event: Event) => string {
  const t = useT("activity")
  const reason = useReason()
  return ({ what, who, detail }) => {
    const key = `event.${what.replaceAll(".", "_").replaceAll("-", "_")}`
    const count = Number(
      detail.count ??
        detail.differences ??
        detail.people ??
        detail.pictures ??
        detail.rows ??
        detail.changed ??
        detail.corrected ??
        detail.suspects ??
        detail.tasks ??
        1,
    )
    const known = i18next.exists(`activity:${key}`) || i18next.exists(`activity:${key}_other`)
    // Of an import that failed: its name, or its number where it was not noted yet, and why in words.
    const more = { what: detail.name ?? detail.import ?? "", why: reason(String(detail.code ?? "internal"), {}) }
    const text = known ? t(key, { ...more, ...detail, count }) : `${what} ${Object.values(detail).join(" ")}`
    return who === "" ? text : t("by", { who, said: text })
  }
}
