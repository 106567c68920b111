import type { Ontology } from "@justesse/types"
import { inLanguage } from "@justesse/types/text"
import { keepPreviousData, useQuery } from "@tanstack/react-query"
import { trpc } from "../../api.ts"
import { useLanguage, useT } from "../../i18n/useT.ts"
import measures from "../../theme/measures.module.css"
import { Row, Rows, Section } from "../../ui/layout.tsx"
import { Wrong } from "../../ui/Trouble.tsx"
import css from "./page.module.css"

interface WhatChangesProps {
  readonly project: string
  readonly ontology: Ontology
  /** Its labels are questions: what happens to answers is said of these. */
  readonly isForm: boolean
}

/** What saving would do to answers that exist: computed by the server, before anything is saved. */
export function WhatChanges({ project, ontology, isForm }: WhatChangesProps) {
  const t = useT("labels")
  const language = useLanguage()
  const complete = ontology.labels.every((label) => label.name.en !== "")
  const query = useQuery({
    ...trpc.ontology.preview.queryOptions({ project, ontology }),
    enabled: complete,
    placeholderData: keepPreviousData,
  })
  const before = useQuery(trpc.ontology.get.queryOptions({ project, version: null })).data?.ontology.labels ?? []
  const named = (id: string) => {
    const label = [...ontology.labels, ...before].find((one) => one.id === id)
    return label ? inLanguage(label.name, language) : id
  }
  const { changes = [], inHand = 0, final = 0 } = query.data ?? {}
  const isLacking = isForm && final > 0 && changes.some(({ kind }) => kind === "added" || kind === "replaced")
  return (
    <div className={css.changes}>
      <Section title={t("would")}>
        <Wrong error={query.error} />
        {query.data && (
          <>
            <Rows>
              {changes.map(({ label, kind, regions }) => (
                <Row
                  key={`${label}-${kind}`}
                  name={t(isForm ? `changesForm.${kind}` : `changes.${kind}`, { name: named(label) })}
                >
                  {kind !== "added" && (
                    <span className="dim">{t(isForm ? "touchedForm" : "touched", { count: regions })}</span>
                  )}
                </Row>
              ))}
            </Rows>
            <p className={`dim sm ${measures.above8}`}>
              {changes.length === 0 ? t("noChange") : t(isForm ? "keptOldForm" : "keptOld", { count: inHand })}
            </p>
            {isLacking && <p className={`dim sm ${measures.above8}`}>{t("finalForm", { count: final })}</p>}
          </>
        )}
      </Section>
    </div>
  )
}
