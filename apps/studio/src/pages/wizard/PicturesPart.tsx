import { KINDS } from "@justesse/types/kinds/list"
import { wordOfAssets } from "../../i18n/assetWords.ts"
import { useT } from "../../i18n/useT.ts"
import { useJobChanges } from "../../jobs/useChanges.ts"
import measures from "../../theme/measures.module.css"
import { TextLink } from "../../ui/Button.tsx"
import { Command } from "../../ui/Copy.tsx"
import { useCommand } from "../../ui/cli.ts"
import { ChooseFiles } from "../../uploads/ChooseFiles.tsx"
import { UploadLines } from "../../uploads/Lines.tsx"
import { useDrop } from "../../uploads/useDrop.ts"
import { AboutChoice } from "./AboutChoice.tsx"
import { ChecksOf } from "./ChecksOf.tsx"
import { PairsOf } from "./PairsOf.tsx"
import { Part } from "./Part.tsx"
import type { Taking } from "./tiles/useTaking.ts"
import type { DraftWork } from "./useDraft.ts"
import { WaitingFiles } from "./WaitingFiles.tsx"

/** Drop, choose, or the command line; what came in, what was seen twice, what could not be read. */
export function PicturesPart({ work, taking: { take } }: { readonly work: DraftWork; readonly taking: Taking }) {
  const t = useT("wizard")
  const command = useCommand()
  const drop = useDrop(take)
  const { shown, project } = work
  useJobChanges(project === null ? null : { project })
  const { kind, settings } = work.draft
  const { about } = settings
  const example = wordOfAssets(KINDS[kind].assets) === "image" ? "./photos" : "./files"
  const choice = KINDS[kind].alone && <AboutChoice work={work} />
  if (about === "nothing")
    return (
      <Part number={2} title={t("about.part")}>
        {choice}
      </Part>
    )
  return (
    <Part number={2} title={t(KINDS[kind].alone ? "about.part" : "pictures.title")}>
      {choice}
      <div className={`${choice ? measures.above12 : ""} ${drop.over ? "dropping" : ""}`} {...drop.handlers}>
        <div className="inline">
          <ChooseFiles small icon="upload" name={t("pictures.choose")} onFiles={take} />
          {about === undefined && <ChooseFiles small folder icon="folder" name={t("pictures.folder")} onFiles={take} />}
        </div>
        <p className={measures.around8}>
          <strong>
            {about === "row"
              ? t("about.count", { count: shown?.rows ?? 0 })
              : t("pictures.count", { count: shown?.pictures ?? 0 })}
          </strong>
          {shown !== null && shown.twice > 0 && (
            <span className="dim"> · {t("pictures.twice", { count: shown.twice })}</span>
          )}
          {project !== null && shown !== null && shown.unreadable > 0 && (
            <>
              {" "}
              ·{" "}
              <TextLink to="/p/$project/images" params={{ project }} search={{ state: "not_read" }}>
                {t("pictures.unreadable", { count: shown.unreadable })}
              </TextLink>
            </>
          )}
        </p>
        <Command
          text={command(`import ${about === "row" ? "./rows.csv" : example} --project ${project ?? "my-project"}`)}
        />
        {project && <UploadLines project={project} />}
        {project && <WaitingFiles project={project} />}
        {KINDS[work.draft.kind].about === "region" && <ChecksOf work={work} />}
        {KINDS[work.draft.kind].about === "pair" && <PairsOf work={work} />}
      </div>
    </Part>
  )
}
