import type { OmbudMatter } from "@justesse/types/wire/ombud"
import { useQuery } from "@tanstack/react-query"
import { linkOptions, useParams } from "@tanstack/react-router"
import { useState } from "react"
import { api, refresh, trpc } from "../../api.ts"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import { usePageName } from "../../shell/usePageName.ts"
import measures from "../../theme/measures.module.css"
import { Button } from "../../ui/Button.tsx"
import { Loaded } from "../../ui/Loaded.tsx"
import { Crumbs, Head, Section } from "../../ui/layout.tsx"
import { Wrong } from "../../ui/Trouble.tsx"
import { useToast } from "../../ui/toast.tsx"
import { useAct } from "../../ui/useAct.ts"
import { BothAnswers, type Layer } from "../decisions/BothAnswers.tsx"
import { Steps } from "../decisions/Steps.tsx"
import { Why } from "../decisions/Why.tsx"
import { OmbudForm, OmbudMessages } from "./Messages.tsx"
import css from "./page.module.css"

/** One matter: that case with what was written, and the way to have it decided again by another person. */
export function OmbudMatterPage() {
  const t = useT("ombud")
  const { matter } = useParams({ from: "/manage/ombud/$matter" })
  const query = useQuery(trpc.ombud.one.queryOptions({ matter } as never))
  usePageName(t("name"))
  return (
    <div className="content">
      <Crumbs items={linkOptions([{ to: "/ombud", children: t("name") }])} here={query.data?.row.projectName ?? ""} />
      <Loaded query={query}>{(one: OmbudMatter) => <Body one={one} />}</Loaded>
    </div>
  )
}

function Body({ one }: { readonly one: OmbudMatter }) {
  const t = useT("ombud")
  const format = useFormat()
  const [layer, setLayer] = useState<Layer>("both")
  const { row, messages, restriction, reopenedAtMs } = one
  const { matter, projectName, isDecision } = row
  return (
    <>
      <Head title={t(isDecision ? "aboutDecision" : "aboutRestriction", { projectName })}>
        {one.mayReopen && <DecideAgain matter={matter} />}
      </Head>
      <p className="lead plain-lead">{t(isDecision ? "leadDecision" : "leadRestriction")}</p>
      <div className={css.columns}>
        <div>
          {one.one && (
            <>
              <BothAnswers one={one.one} layer={layer} onLayer={setLayer} />
              <Why one={one.one} />
              <div className={measures.above20}>
                <Steps one={one.one} />
              </div>
            </>
          )}
          {restriction && (
            <p>
              {t(`restriction.${restriction.what}`, { when: format.dateTime(restriction.atMs) })}
              {restriction.reason !== "" && ` “${restriction.reason}”`}
            </p>
          )}
        </div>
        <Section title={t("written")}>
          <OmbudMessages messages={messages} />
          {reopenedAtMs !== null && <p>{t("reopened", { when: format.dateTime(reopenedAtMs) })}</p>}
          <OmbudForm
            about={String(matter)}
            label={t("answerWords")}
            act={t("answer")}
            onSend={async (messageId, text) => {
              await api.ombud.answer.mutate({ matter, messageId, text } as never)
              await refresh("ombud", "question")
            }}
          />
        </Section>
      </div>
    </>
  )
}

function DecideAgain({ matter }: { readonly matter: OmbudMatter["row"]["matter"] }) {
  const t = useT("ombud")
  const toast = useToast()
  const again = useAct(
    () => api.ombud.decideAgain.mutate({ matter }),
    async () => {
      await refresh("ombud")
      toast.done(t("decidedAgain"))
    },
  )
  return (
    <>
      <Button look="primary" disabled={again.isPending} onClick={() => again.mutate(undefined)}>
        {t("decideAgain")}
      </Button>
      <Wrong error={again.error} />
    </>
  )
}
