import type { Ontology, Region } from "@justesse/types"
import { inLanguage } from "@justesse/types/text"
import { useLanguage, useT } from "../../i18n/useT.ts"
import css from "./judging.module.css"
import { differingOf, type Side } from "./sides.ts"

interface Props {
  readonly both: readonly [Side, Side]
  readonly ontology: Ontology
}

/** In words what differs: label and text of every region that only one side has so. */
export function CaseTexts({ both, ontology }: Props) {
  const t = useT("judging")
  const language = useLanguage()
  const differing = differingOf(both)
  const nameOf = ({ label }: Region) => {
    const known = ontology.labels.find(({ id }) => id === label)
    return known ? inLanguage(known.name, language) : label
  }
  return (
    <dl className={css.texts}>
      {both.map(({ name }, side) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            {differing[side]?.length === 0 && t("nothingThere")}
            {differing[side]?.slice(0, 6).map((region) => (
              <span key={region.id}>
                {nameOf(region)}
                {region.transcript && (
                  <span className="mono" dir="auto">
                    {" "}
                    {region.transcript.value}
                  </span>
                )}
              </span>
            ))}
          </dd>
        </div>
      ))}
    </dl>
  )
}
