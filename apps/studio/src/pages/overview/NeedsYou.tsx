import type { Overview } from "@justesse/types/wire/project"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import { Icon } from "../../theme/Icon.tsx"
import { ButtonLink } from "../../ui/Button.tsx"
import { Section } from "../../ui/layout.tsx"
import css from "./page.module.css"

interface Need {
  readonly key: string
  readonly count: number
  readonly beside: string
  readonly to: string
  /** A first step that is behind us; it stays, with a tick. */
  readonly done?: boolean
}

function useNeeds(overview: Overview): Need[] {
  const t = useT("overview")
  const format = useFormat()
  const { project } = overview.card
  const minutes = format.duration(overview.disputedDifferences * overview.reviewSecondsEach)
  const jobs = overview.runningJobs.map((job) => ({
    key: "job",
    count: job.done,
    beside: t("jobOf", { total: format.number(job.total), kind: t(`job.${job.kind}`) }),
    to: `/p/${project}/imports`,
  }))
  return [
    {
      key: "differences",
      count: overview.disputedDifferences,
      beside: t("reviewers", { count: overview.reviewers, minutes }),
      to: `/review/${project}`,
    },
    { key: "broken", count: overview.brokenPictures, beside: "", to: `/p/${project}/images?state=not_read` },
    {
      key: "skipped",
      count: overview.skipped,
      beside: t("skippedBeside"),
      to: `/p/${project}/activity?kind=task.skipped`,
    },
    ...jobs,
  ].filter((need) => need.count > 0 || need.key === "job")
}

/** The things a new project still needs, as a list with buttons. */
function starts(overview: Overview): Need[] {
  const { project } = overview.card
  return [
    { key: "startPictures", count: 1, beside: "", to: `/p/${project}/images`, done: overview.pictures > 0 },
    { key: "startLabels", count: 2, beside: "", to: `/p/${project}/labels`, done: overview.begun.labels },
    {
      key: "startGuideline",
      count: 3,
      beside: "",
      to: `/p/${project}/guideline`,
      done: overview.begun.guideline,
    },
    { key: "startPeople", count: 4, beside: "", to: `/p/${project}/people`, done: overview.begun.people },
    { key: "startTry", count: 5, beside: "", to: `/label/${project}` },
  ]
}

/** What waits for the owner or a reviewer, with the one button for each. */
export function NeedsYou({ overview }: { readonly overview: Overview }) {
  const t = useT("overview")
  const format = useFormat()
  const needs = useNeeds(overview)
  const fresh = overview.answers === 0
  const shown = fresh && needs.length === 0 ? starts(overview) : needs
  return (
    <Section title={t(fresh && needs.length === 0 ? "starts" : "needsYou")}>
      {shown.length === 0 ? (
        <p className="dim">{t("nothingNeeds")}</p>
      ) : (
        <div className="rows acts">
          {shown.map((need) => (
            <div key={`${need.key}-${need.beside}`} className="row">
              {need.done ? (
                <span className={`${css.fig} good done`}>
                  <Icon name="check" small />
                  <span className="sr">{t("stepDone")}</span>
                </span>
              ) : (
                <span className={css.fig}>{format.number(need.count)}</span>
              )}
              <span className={need.done ? "g dim" : "g"}>
                {t(`need.${need.key}`, { count: need.count })} <span className="dim">{need.beside}</span>
              </span>
              <ButtonLink small to={need.to}>
                {t(`act.${need.key}`)}
              </ButtonLink>
            </div>
          ))}
        </div>
      )}
    </Section>
  )
}
