import { payOf } from "@justesse/types"
import { Modal } from "@mantine/core"
import { useLanguage, useT } from "../../i18n/useT.ts"
import { useMe } from "../../shell/useMe.ts"
import measures from "../../theme/measures.module.css"
import { Button, ButtonLink } from "../../ui/Button.tsx"
import { Rows } from "../../ui/layout.tsx"
import { adviceFor } from "./clearer.ts"
import { conditionsOf, type MendedAt, type MissingWord } from "./missing.ts"
import { partId } from "./Part.tsx"
import type { DraftWork } from "./useDraft.ts"

interface Props {
  readonly work: DraftWork
  readonly missing: readonly MissingWord[]
  readonly onClose: () => void
}

/** What keeps a project closed, a sentence each, and the way to where it is mended. */
export function MissingDialog({ work, missing, onClose }: Props) {
  const t = useT("wizard")
  const language = useLanguage()
  const isOperator = useMe()?.person?.operator === true
  const { guideline, ontology, settings } = work.draft
  const advice = adviceFor({ guideline, labels: ontology.labels, mode: payOf(settings).mode }, language)
  const unclear = advice?.findings.filter(({ key }) => key !== "long_clause") ?? []
  return (
    <Modal opened onClose={onClose} title={t("missingTitle")} closeButtonProps={{ "aria-label": t("common:close") }}>
      <Rows>
        {conditionsOf(missing, { unclear, isOperator }).map(({ key, values, at }) => (
          <div key={JSON.stringify([key, values])} className={`row ${measures.high56}`}>
            <span className="g">{t(key, values)}</span>
            <ToPlace at={at} project={work.project} onClose={onClose} />
          </div>
        ))}
      </Rows>
      <p className={`dim ${measures.above12}`}>{t("missingText")}</p>
    </Modal>
  )
}

interface PlaceProps {
  readonly at: MendedAt
  readonly project: string | null
  readonly onClose: () => void
}

function ToPlace({ at, project, onClose }: PlaceProps) {
  const t = useT("wizard")
  if ("part" in at) {
    const show = () => {
      onClose()
      // Once the dialog has given the focus back to its button.
      setTimeout(() => document.getElementById(partId(at.part))?.scrollIntoView({ block: "start" }), 0)
    }
    return (
      <Button small onClick={show}>
        {t("toPart", { part: at.part })}
      </Button>
    )
  }
  if (project === null) return null
  if (at.page === "/admin/floor")
    return (
      <ButtonLink small to="/admin/floor">
        {t("toFloor")}
      </ButtonLink>
    )
  return (
    <ButtonLink small to={at.page} params={{ project, assignment: undefined }}>
      {t(at.page === "/p/$project/budget" ? "toBudget" : "toFive")}
    </ButtonLink>
  )
}
