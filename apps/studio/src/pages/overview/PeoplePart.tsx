import type { Overview } from "@justesse/types/wire/project"
import { type Translate, useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import measures from "../../theme/measures.module.css"
import { TextLink } from "../../ui/Button.tsx"
import { Section } from "../../ui/layout.tsx"
import css from "./page.module.css"

/** Who is in it and when they were last here, by day; no figures of merit. Folds on a phone. */
export function PeoplePart({ overview }: { readonly overview: Overview }) {
  const t = useT("overview")
  const format = useFormat()
  const owner = overview.card.roles.includes("owner")
  const seen = (person: Overview["people"][number]) =>
    person.you
      ? t("common:you")
      : person.hereNow
        ? t("hereNow")
        : person.lastSeenDay === null
          ? t("notYetHere")
          : format.day(Date.parse(`${person.lastSeenDay}T12:00:00`))
  return (
    <Section
      title={t("people")}
      aside={
        owner && (
          <TextLink to="/p/$project/people" params={{ project: overview.card.project }}>
            {t("invite")}
          </TextLink>
        )
      }
    >
      <div className="rows">
        {overview.people.map((person, index) => (
          <div key={`${person.name}-${index}`} className={`row ${measures.high32} ${measures.bare}`}>
            <span className={`${css.who} nw`}>{person.name}</span>
            <span className="g dim">{person.roles.map((role) => rolesIn(role, t)).join(", ")}</span>
            {person.hereNow && !person.you && <span className="st settled" />}
            <span className={person.hereNow ? "nw" : "dim nw"}>{seen(person)}</span>
          </div>
        ))}
      </div>
    </Section>
  )
}

function rolesIn(role: string, t: Translate): string {
  return ["owner", "reviewer", "annotator"].includes(role) ? t(`common:roles.${role}`) : role
}
