import type { OmbudAbout } from "@justesse/types/wire/ombud"
import { useQuery } from "@tanstack/react-query"
import { api, refresh, trpc } from "../../api.ts"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import measures from "../../theme/measures.module.css"
import { Section } from "../../ui/layout.tsx"
import { Named } from "../work/contacts/Named.tsx"
import { OmbudForm, OmbudMessages } from "./Messages.tsx"

/** Writing to the ombud about a rejection that stands, or about being restricted, and what came back; nothing where there is nothing to write about. */
export function WriteToOmbud({ about }: { readonly about: OmbudAbout }) {
  const t = useT("ombud")
  const format = useFormat()
  const thread = useQuery(trpc.ombud.mine.queryOptions({ about })).data
  if (!thread || (thread.untilMs === null && thread.messages.length === 0)) return null
  const { untilMs, ombud, messages, reopenedAtMs } = thread
  return (
    <div className={`${measures.above20} ${measures.upTo640}`}>
      <Section title={t("title")}>
        {ombud ? (
          <p className="dim">
            {t(about.kind === "decision" ? "text" : "textRestricted")} <Named people={[ombud]} />
          </p>
        ) : (
          <p className="dim">{t("nobody")}</p>
        )}
        <OmbudMessages messages={messages} />
        {reopenedAtMs !== null && <p>{t("reopened", { when: format.dateTime(reopenedAtMs) })}</p>}
        {ombud && untilMs !== null && (
          <OmbudForm
            about={JSON.stringify(about)}
            label={t("words")}
            act={t("send")}
            onSend={async (messageId, text) => {
              await api.ombud.write.mutate({ about, messageId, text } as never)
              await refresh("ombud")
            }}
          />
        )}
        {untilMs !== null && (
          <p className={`dim ${measures.above8}`}>{t("until", { day: format.fullDate(untilMs) })}</p>
        )}
      </Section>
    </div>
  )
}
