import { useQuery } from "@tanstack/react-query"
import { trpc } from "../../api.ts"
import { useT } from "../../i18n/useT.ts"
import { Markdown } from "../../prose/Markdown.tsx"
import measures from "../../theme/measures.module.css"
import { TextLink } from "../../ui/Button.tsx"

/** The guideline in force, with its pictures once they are known. */
export function GuidelineHere({ project, text }: { readonly project: string; readonly text: string }) {
  const t = useT("conditions")
  const pictures = useQuery(trpc.guideline.get.queryOptions({ project, version: null })).data?.pictures
  if (text === "") return <p className="dim">{t("noGuideline")}</p>
  return (
    <>
      <Markdown text={text} {...(pictures && { pictures })} />
      <p className={measures.above16}>
        <TextLink to="/p/$project/guideline" params={{ project }}>
          {t("guidelinePage")}
        </TextLink>
      </p>
    </>
  )
}
