import type { Ontology } from "@justesse/types"
import type { OntologyShown } from "@justesse/types/wire/project"
import type { z } from "zod"
import { api } from "../../api.ts"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import { Button } from "../../ui/Button.tsx"
import { Row, Rows, Section } from "../../ui/layout.tsx"
import { useAct } from "../../ui/useAct.ts"

interface Props {
  readonly project: string
  readonly shown: z.infer<typeof OntologyShown>
  /** Takes an older set into the form; null when it cannot be changed. */
  readonly onTake: ((ontology: Ontology) => void) | null
}

/** Every label set there ever was; answers keep the one they were made under. */
export function Versions({ project, shown, onTake }: Props) {
  const t = useT("labels")
  const format = useFormat()
  const take = useAct(
    (version: number) => api.ontology.get.query({ project, version }),
    (older) => onTake?.(older.ontology),
  )
  return (
    <Section title={t("versions")}>
      <Rows>
        {shown.versions.map((version) => (
          <Row key={version.version} name={t("versionLine", { version: version.version, count: version.labels })}>
            <span className="dim nw">
              {format.dateTime(version.madeAtMs)} · {version.by}
            </span>
            {onTake && version.version !== shown.version && (
              <Button small onClick={() => take.mutate(version.version)}>
                {t("takeOlder")}
              </Button>
            )}
          </Row>
        ))}
      </Rows>
    </Section>
  )
}
