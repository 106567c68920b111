import type { ReportedClass } from "@justesse/types"
import { isContentClass } from "@justesse/types"
import { TextInput } from "@mantine/core"
import { useQuery } from "@tanstack/react-query"
import { useState } from "react"
import { api, refresh, trpc } from "../api.ts"
import { useT } from "../i18n/useT.ts"
import { useFormat } from "../locale/useFormat.ts"
import measures from "../theme/measures.module.css"
import { Button } from "../ui/Button.tsx"
import { Rows, Section } from "../ui/layout.tsx"
import { useToast } from "../ui/toast.tsx"
import { useAct } from "../ui/useAct.ts"

interface Answer {
  readonly class: ReportedClass
  readonly answer: "declared" | "not_so"
  readonly other: string
}

/** What people reported of the pictures that was not declared, with the owner's two answers; nothing where nobody did. */
export function ReportsPart({ project, hasOther }: { readonly project: string; readonly hasOther: boolean }) {
  const t = useT("content")
  const format = useFormat()
  const toast = useToast()
  const open = useQuery(trpc.project.content.queryOptions({ project })).data
  const [other, setOther] = useState("")
  const answer = useAct(
    (given: Answer) => api.project.answerContent.mutate({ project, ...given }),
    async (_, given) => {
      await refresh("project", "account", "work", "activity")
      toast.done(t(given.answer === "declared" ? "declared" : "notSoDone"))
    },
  )
  if (!open || open.reports.length === 0) return null
  return (
    <Section title={t("reports")}>
      <p className="dim">{t("reportsText")}</p>
      <Rows>
        {open.reports.map((one) => (
          <div className={`row ${measures.high56}`} key={one.class}>
            <span className="g">
              <span className="b">
                {t("reportedBy", { count: one.people, what: t(`common:contentClass.${one.class}`) })}
              </span>
              {open.notes
                .filter((each) => each.class === one.class)
                .map((each) => (
                  <span className="dim" key={`${each.atMs}-${each.note}`}>
                    <br />
                    {format.dateTime(each.atMs)}: {each.note}
                  </span>
                ))}
              {one.class === "other" && !hasOther && (
                <TextInput
                  label={t("other")}
                  maxLength={400}
                  onChange={(event) => setOther(event.currentTarget.value)}
                  value={other}
                />
              )}
            </span>
            {isContentClass(one.class) && (
              <Button
                disabled={answer.isPending || (one.class === "other" && !hasOther && other.trim() === "")}
                onClick={() => answer.mutate({ class: one.class, answer: "declared", other })}
                small
              >
                {t("declareIt")}
              </Button>
            )}
            <Button
              disabled={answer.isPending}
              onClick={() => answer.mutate({ class: one.class, answer: "not_so", other: "" })}
              small
            >
              {t("notSo")}
            </Button>
          </div>
        ))}
      </Rows>
    </Section>
  )
}
