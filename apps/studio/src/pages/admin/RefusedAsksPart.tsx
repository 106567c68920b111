import { useQuery } from "@tanstack/react-query"
import { api, refresh, trpc } from "../../api.ts"
import { useT } from "../../i18n/useT.ts"
import measures from "../../theme/measures.module.css"
import { Button } from "../../ui/Button.tsx"
import { Rows, Section } from "../../ui/layout.tsx"
import { useAct } from "../../ui/useAct.ts"

/** Sentences of projects that seem to ask for a refused kind of work; nothing where none waits for an operator. */
export function RefusedAsksPart() {
  const t = useT("admin")
  const asks = useQuery(trpc.admin.refusedAsks.queryOptions({})).data?.asks ?? []
  const answer = useAct(
    (input: Parameters<typeof api.admin.answerRefusedAsk.mutate>[0]) => api.admin.answerRefusedAsk.mutate(input),
    () => refresh("admin", "question"),
  )
  if (asks.length === 0) return null
  return (
    <div id="sentences" className={measures.above20}>
      <Section title={t("refusedAsks.title")}>
        <p className="dim sm">{t("refusedAsks.text")}</p>
        <Rows>
          {asks.map(({ id, projectName, place, kind, sentence }) => (
            <div key={id} className={`row ${measures.high56}`}>
              <span className="g">
                “{sentence}”
                <br />
                <span className="dim sm">
                  {t("refusedAsks.about", {
                    project: projectName,
                    place: t(`refusedAsks.place.${place}`),
                    kind: t(`refusedAsks.kind.${kind}`),
                  })}
                </span>
              </span>
              <Button small disabled={answer.isPending} onClick={() => answer.mutate({ id, answer: "allowed" })}>
                {t("refusedAsks.allow")}
              </Button>
              <Button small disabled={answer.isPending} onClick={() => answer.mutate({ id, answer: "refused" })}>
                {t("refusedAsks.refuse")}
              </Button>
            </div>
          ))}
        </Rows>
      </Section>
    </div>
  )
}
