import type { ContentClass } from "@justesse/types"
import type { Conditions } from "@justesse/types/wire/project"
import { Switch } from "@mantine/core"
import { api, refresh } from "../api.ts"
import { useT } from "../i18n/useT.ts"
import { useMe } from "../shell/useMe.ts"
import measures from "../theme/measures.module.css"
import { Section } from "../ui/layout.tsx"
import { useToast } from "../ui/toast.tsx"
import { useAct } from "../ui/useAct.ts"
import css from "./content.module.css"
import { letGoOf } from "./letGo.ts"

/** What somebody is asked about before they are given a picture, with their yes to each; a yes can be taken back at any time. */
export function AskedPart({ conditions }: { readonly conditions: Conditions }) {
  const t = useT("content")
  const toast = useToast()
  const url = useMe()?.studio.supportUrl
  const { card, content } = conditions
  const say = (yes: readonly ContentClass[]) => api.work.content.mutate({ project: card.project, yes: [...yes] })
  const again = () => refresh("project", "work", "account", "review", "decision", "learning")
  const act = useAct(say, async (_, yes) => {
    // What this computer kept of them for hours without a network goes too.
    if (yes.length < content.yes.length) await letGoOf(card.project)
    await again()
    const before = content.yes
    toast.done(t(yes.length < before.length ? "takenBack" : "said"), () => say(before).then(again))
  })
  const set = (one: ContentClass, isYes: boolean) =>
    act.mutate(isYes ? [...content.yes, one] : content.yes.filter((each) => each !== one))
  return (
    <div id="content" className={measures.above24}>
      <Section title={t("title")}>
        {content.stopped && <p className="b">{t("stopped")}</p>}
        <p className={measures.upTo760}>{t("ask")}</p>
        <div className={`${css.classes} ${measures.above12}`}>
          {content.asked.map((one) => (
            <Switch
              key={one}
              checked={content.yes.includes(one)}
              disabled={act.isPending}
              label={t(`common:contentClass.${one}`)}
              description={one === "other" ? t("yesOther", { other: content.other }) : t("yes")}
              onChange={(event) => set(one, event.currentTarget.checked)}
            />
          ))}
        </div>
        <p className={`dim ${measures.above12} ${measures.upTo760}`}>{t("blurred")}</p>
        {url && (
          <p className={measures.above8}>
            <a href={url} rel="noreferrer" target="_blank">
              {t("support")}
            </a>
          </p>
        )}
      </Section>
    </div>
  )
}
