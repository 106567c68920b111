import type { ProjectCard } from "@justesse/types/wire/account"
import type { ReactNode } from "react"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import { useMoney } from "../../locale/useMoney.ts"
import measures from "../../theme/measures.module.css"
import type { Invitation } from "./invitation.ts"

interface Line {
  readonly name: string
  readonly text: string
  readonly small?: string
}

/** What is seen before anybody accepts. */
export function JoinConditions({ shown, project }: { readonly shown: Invitation; readonly project: ProjectCard }) {
  const t = useT("account")
  const said = usePaySentence(project)
  const names = project.content.map((one) => t(`common:contentClass.${one}`))
  const asked = [...names, ...(shown.contentOther === "" ? [] : [shown.contentOther])].join(", ")
  const lines: readonly Line[] = [
    { name: t("join.purpose"), text: shown.purpose || t("join.purposeNone"), small: t("join.purposeSmall") },
    {
      name: t("join.pays"),
      text: said.text,
      small: said.small === "" ? t("join.paysSmall") : `${said.small} ${t("join.paysSmall")}`,
    },
    { name: t("join.time"), text: t("join.timeText"), small: t("join.timeSmall") },
    { name: t("join.looks"), text: t("join.looksText", { count: shown.reviewers }), small: t("join.looksSmall") },
    { name: t("join.disagree"), text: t("join.disagreeText"), small: t("join.disagreeSmall") },
    {
      name: t("join.see"),
      text: shown.contentNote || (project.content.length > 0 ? "" : t("join.seeNone")),
      small: asked === "" ? t("join.seeSmall") : `${t("join.seeAsked", { classes: asked })} ${t("join.seeSmall")}`,
    },
    { name: t("join.others"), text: t(project.names === "in_house" ? "join.othersIn_house" : "join.othersOpen") },
    { name: t("join.rolesLabel"), text: shown.roles.map((role) => t(`common:roles.${role}`)).join(", ") },
  ]
  return (
    <dl className={`cond ${measures.only24Above}`}>
      {lines.map((line) => (
        <ConditionLine key={line.name} {...line} />
      ))}
    </dl>
  )
}

/** Who pays, the least for an active hour, and how long a task takes. */
function usePaySentence({ mode, names, pays }: ProjectCard): { readonly text: string; readonly small: string } {
  const t = useT("account")
  const format = useFormat()
  const { money } = useMoney()
  if (mode === "volunteer") return { text: t("join.paysVolunteer"), small: "" }
  if (!pays) return { text: t(names === "in_house" ? "join.paysIn_house" : "join.paysOpen"), small: "" }
  return {
    text: t("join.paysPaid", { floor: money(pays.floorMicrosPerHour, pays.currency) }),
    small: pays.secondsPerTask === null ? "" : t("join.paysTask", { time: format.duration(pays.secondsPerTask) }),
  }
}

export function ConditionLine({ name, text, small }: Omit<Line, "text"> & { readonly text: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>
        {text}
        {small && <small>{small}</small>}
      </dd>
    </>
  )
}

/** What came of the work so far. */
export function JoinFigures({ shown }: { readonly shown: Invitation }) {
  const t = useT("account")
  const format = useFormat()
  const figures = [
    { value: format.number(shown.answersSoFar), name: t("join.answers") },
    ...(shown.changedRatio === null ? [] : [{ value: format.percent(shown.changedRatio), name: t("join.changed") }]),
    { value: format.number(shown.reviewers), name: t("join.reviewers") },
  ]
  return (
    <>
      <h2>{t("join.soFar", { count: shown.members })}</h2>
      <div className="figs">
        {figures.map((figure) => (
          <div key={figure.name}>
            <div className="b">{figure.value}</div>
            <div className={`dim ${measures.text14}`}>{figure.name}</div>
          </div>
        ))}
      </div>
    </>
  )
}
