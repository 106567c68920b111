import { Rich } from "../../i18n/Rich.tsx"
import { useT } from "../../i18n/useT.ts"
import measures from "../../theme/measures.module.css"
import { ButtonLink } from "../../ui/Button.tsx"
import { Command } from "../../ui/Copy.tsx"
import { useCommand } from "../../ui/cli.ts"
import { Intro, Section } from "../../ui/layout.tsx"
import { ChooseFiles } from "../../uploads/ChooseFiles.tsx"
import { sendFiles } from "../../uploads/store.ts"
import css from "./page.module.css"

/** Nothing in yet: what can be dropped, and the one button. */
export function EmptyImages({ project, owner }: { readonly project: string; readonly owner: boolean }) {
  const t = useT("images")
  const command = useCommand()
  const take = (files: Parameters<typeof sendFiles>[1]) => sendFiles(project, files, "ask")
  return (
    <div className="content">
      <Intro>
        <Rich t={t} k={owner ? "emptyLead" : "emptyLeadReviewer"} />
      </Intro>
      {owner && (
        <>
          <div className={css.dropHere}>
            <div className={`${measures.middle} ${measures.upTo480}`}>
              <DropDrawing />
              <h2 className={measures.above16}>{t("dropHere")}</h2>
              <p className={`dim ${measures.above4}`}>{t("dropText")}</p>
              <div className={`inline ${measures.centred} ${measures.above20}`}>
                <ChooseFiles look="primary" name={t("chooseFiles")} onFiles={take} />
                <ChooseFiles folder icon="folder" name={t("chooseFolder")} onFiles={take} />
              </div>
              <p className={`dim sm ${measures.above12}`}>{t("stays")}</p>
            </div>
          </div>
          <div className={`two ${measures.above24}`}>
            <Section title={t("orCommand")}>
              <Command text={command(`import ./photos --project ${project}`)} />
            </Section>
            <Section title={t("orLabels")}>
              <div className={`row ${css.plainRow}`}>
                <span className="g dim">{t("orLabelsText")}</span>
                <ButtonLink small to="/p/$project/labels" params={{ project }}>
                  {t("toLabels")}
                </ButtonLink>
              </div>
            </Section>
          </div>
        </>
      )}
    </div>
  )
}

/** Two pictures, and the way in. */
function DropDrawing() {
  return (
    <svg
      className={css.dropDrawing}
      width="96"
      height="72"
      viewBox="0 0 96 72"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d="M20 22V10h50v38H56" />
      <path d="M10 22h46v38H10z" fill="var(--page)" />
      <path d="M10 52l13-12 10 9 7-6 16 13" />
      <path d="M44 31.5a3 3 0 1 0 .01 0" />
      <path d="M80 58V36M73 43l7-7 7 7" stroke="var(--accent)" />
    </svg>
  )
}
