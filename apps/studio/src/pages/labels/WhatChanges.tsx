import type { Ontology } from "@justesse/types"
import { keepPreviousData, useQuery } from "@tanstack/react-query"
import { trpc } from "../../api.ts"
import { useT } from "../../i18n/useT.ts"
import measures from "../../theme/measures.module.css"
import { Row, Rows, Section } from "../../ui/layout.tsx"
import { Wrong } from "../../ui/Trouble.tsx"
import css from "./page.module.css"

/** What saving would do to answers that exist: computed by the server, before anything is saved. */
export function WhatChanges({ project, ontology }: { readonly project: string; readonly ontology: Ontology }) {
  const t = useT("labels")
  const complete = ontology.labels.every((label) => label.name.en !== "")
  const query = useQuery({
    ...trpc.ontology.preview.queryOptions({ project, ontology }),
    enabled: complete,
    placeholderData: keepPreviousData,
  })
  const named = (id: string) => ontology.labels.find((label) => label.id === id)?.name.en ?? id
  return (
    <div className={css.changes}>
      <Section title={t("would")}>
        <Wrong error={query.error} />
        {query.data && (
          <>
            <Rows>
              {query.data.changes.map((change) => (
                <Row
                  key={`${change.label}-${change.kind}`}
                  name={t(`changes.${change.kind}`, { name: named(change.label) })}
                >
                  <span className="dim">{t("touched", { count: change.regions })}</span>
                </Row>
              ))}
            </Rows>
            <p className={`dim sm ${measures.above8}`}>
              {query.data.changes.length === 0 ? t("noChange") : t("keptOld", { count: query.data.inHand })}
            </p>
          </>
        )}
      </Section>
    </div>
  )
}
