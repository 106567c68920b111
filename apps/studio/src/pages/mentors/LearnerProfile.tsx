import type { LearnerShown } from "@justesse/types/wire/mentor"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import measures from "../../theme/measures.module.css"
import { Row, Rows, Section, Tag } from "../../ui/layout.tsx"
import { Characters } from "../learning/Characters.tsx"
import { Confusions } from "../learning/Confusions.tsx"
import { Missed } from "../learning/Missed.tsx"
import { Noted } from "../learning/Noted.tsx"
import { writeEnds, writePx } from "../learning/said.ts"
import { isShown } from "../learning/shown.ts"
import { useLabelNames } from "../quality/useLabelNames.ts"

/** What a learner's confirmed errors have in common: the same figures that they read of themself. */
export function LearnerProfile({ one }: { readonly one: LearnerShown }) {
  const t = useT("mentor")
  const name = useLabelNames(one.ontology)
  const { profile, least } = one
  if (!profile || !isShown(profile)) {
    return (
      <Section title={t("learner.profile")}>
        <p className="dim">{t("learner.few", { least })}</p>
      </Section>
    )
  }
  return (
    <>
      <div className="two">
        <Edges one={one} />
        <Missed profile={profile} least={least} labelName={name} />
      </div>
      <div className={`two ${measures.above20}`}>
        <Confusions profile={profile} least={least} labelName={name} />
        <div>
          <Characters profile={profile} />
          <Noted profile={profile} />
        </div>
      </div>
    </>
  )
}

function Edges({ one: { profile, least } }: { readonly one: LearnerShown }) {
  const t = useT("mentor")
  const learning = useT("learning")
  const format = useFormat()
  const edges = profile?.edges.edges
  return (
    <Section title={t("learner.edges")}>
      {edges ? (
        <Rows>
          {edges.map(({ edge, px, found }) => (
            <Row key={edge} name={learning(`edge.${edge}`)}>
              <span className="num">
                {t("learner.px", { px: writePx(format, px.mean) })}{" "}
                {writeEnds(format, px.interval, learning("between"))}
              </span>{" "}
              {found && <Tag tone="need">{learning("diagram.found")}</Tag>}
            </Row>
          ))}
        </Rows>
      ) : (
        <p className="dim">{t("learner.fewBoxes", { least, count: profile?.edges.boxes ?? 0 })}</p>
      )}
    </Section>
  )
}
