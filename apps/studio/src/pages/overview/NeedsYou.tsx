import type { Overview } from "@justesse/types/wire/project"
import { type LinkProps, linkOptions } from "@tanstack/react-router"
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
  readonly link: LinkProps
  /** A first step that is behind us; it stays, with a tick. */
  readonly done?: boolean
}

function useNeeds(overview: Overview): Need[] {
  const t = useT("overview")
  const format = useFormat()
  const params = { project: overview.card.project }
  const minutes = format.duration(overview.disputedDifferences * overview.reviewSecondsEach)
  const jobs = overview.runningJobs.map((job) => ({
    key: "job",
    count: job.done,
    beside: t("jobOf", { total: format.number(job.total), kind: t(`job.${job.kind}`) }),
    link: linkOptions({ to: "/p/$project/imports", params }),
  }))
  const broken = linkOptions({ to: "/p/$project/images", params, search: { state: "not_read" } })
  return [
    {
      key: "differences",
      count: overview.disputedDifferences,
      beside: t("reviewers", { count: overview.reviewers, minutes }),
      link: linkOptions({ to: "/review/$project", params }),
    },
    {
      key: overview.money === "out" ? "moneyOut" : "moneyLow",
      count: overview.money === null ? 0 : 1,
      beside: "",
      link: linkOptions({ to: "/p/$project/budget", params }),
    },
    { key: "broken", count: overview.brokenPictures, beside: "", link: broken },
    {
      key: "skipped",
      count: overview.skipped,
      beside: t("skippedBeside"),
      link: linkOptions({ to: "/p/$project/activity", params, search: { kind: "task.skipped" } }),
    },
    ...jobs,
  ].filter((need) => need.count > 0 || need.key === "job")
}

/** The things a new project still needs, as a list with buttons. */
function starts({ card, pictures, begun }: Overview): Need[] {
  const params = { project: card.project }
  const at = (page: "images" | "labels" | "guideline" | "people") => linkOptions({ to: `/p/$project/${page}`, params })
  const label = linkOptions({ to: "/label/$project/{-$assignment}", params })
  return [
    { key: "startPictures", count: 1, beside: "", link: at("images"), done: pictures > 0 },
    { key: "startLabels", count: 2, beside: "", link: at("labels"), done: begun.labels },
    { key: "startGuideline", count: 3, beside: "", link: at("guideline"), done: begun.guideline },
    { key: "startPeople", count: 4, beside: "", link: at("people"), done: begun.people },
    { key: "startTry", count: 5, beside: "", link: label },
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
              <ButtonLink small {...need.link}>
                {t(`act.${need.key}`)}
              </ButtonLink>
            </div>
          ))}
        </div>
      )}
    </Section>
  )
}
