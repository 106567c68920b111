import type { ImportRow } from "@justesse/types/wire/imports"
import { linkOptions } from "@tanstack/react-router"
import { useEffect } from "react"
import { useStore } from "zustand"
import { SENTENCES } from "../failures/codes.ts"
import { useT } from "../i18n/useT.ts"
import { useFormat } from "../locale/useFormat.ts"
import { broughtText } from "../pages/imports/Steps.tsx"
import measures from "../theme/measures.module.css"
import { Button, ButtonLink } from "../ui/Button.tsx"
import { ChooseFiles } from "./ChooseFiles.tsx"
import { chooseAgain, forgetUpload, resumeUploads, stopUpload, type Upload, uploads } from "./store.ts"
import { useBecame } from "./useBecame.ts"

/** What is on its way into this project: progress, stop, refused files by name, and the import it became; not that of its own page, `but`. */
export function UploadLines({ project, but }: { readonly project: string; readonly but?: number }) {
  useEffect(() => void resumeUploads(), [])
  const mine = useStore(uploads).filter(
    ({ project: of, importId, state }) =>
      of === project && !(but !== undefined && importId === but && state === "started"),
  )
  if (mine.length === 0) return null
  return (
    <div className={`rows ${measures.above12}`} aria-live="polite">
      {mine.map((upload) => (
        <UploadLine key={upload.batch} upload={upload} />
      ))}
    </div>
  )
}

function UploadLine({ upload }: { readonly upload: Upload }) {
  const t = useT("uploads")
  const failures = useT("failures")
  const format = useFormat()
  const row = useBecame(upload)
  const became = useOutcomeText(row)
  const going = upload.state === "sending" || upload.state === "starting"
  const share = upload.bytes === 0 ? 0 : upload.bytesSent / upload.bytes
  const refused = upload.refused.length > 0 ? t("refused", { count: upload.refused.length }) : ""
  return (
    <div className={`row ${measures.high56}`}>
      <span className="g">
        <span className="b">{upload.name}</span>{" "}
        <span className="dim">
          {became ?? t(upload.state, { sent: upload.sent, files: upload.files, bytes: format.bytes(upload.bytes) })}{" "}
          {refused}
        </span>
        {going && (
          <progress
            value={share}
            max={1}
            aria-label={t("progress", { name: upload.name })}
            className={measures.progress}
          />
        )}
        {upload.failure && (
          <span className="loss"> {failures(SENTENCES[upload.failure.code], upload.failure.detail)}</span>
        )}
        {upload.refused.slice(0, 3).map(({ file, failure }) => (
          <span key={file} className={`need sm ${measures.block}`}>
            {file}: {failures(SENTENCES[failure.code], { file, ...failure.detail })}
          </span>
        ))}
      </span>
      {upload.state === "choose" && (
        <ChooseFiles small name={t("chooseAgain")} onFiles={(files) => void chooseAgain(upload.batch, files)} />
      )}
      {upload.importId !== null && upload.state === "started" && upload.as !== "more" && (
        <ButtonLink
          small
          look={row?.state === "waiting" ? "primary" : "plain"}
          {...(upload.as === "scores"
            ? linkOptions({
                to: "/p/$project/models/$set",
                params: { project: upload.project, set: String(upload.importId) },
              })
            : linkOptions({
                to: "/p/$project/imports/$import",
                params: { project: upload.project, import: String(upload.importId) },
              }))}
        >
          {t(row?.state === "waiting" ? "decide" : "report")}
        </ButtonLink>
      )}
      {going ? (
        <Button small onClick={() => stopUpload(upload.batch)}>
          {t("stop")}
        </Button>
      ) : (
        <Button
          look="quiet"
          small
          icon="close"
          aria-label={t("common:close")}
          onClick={() => forgetUpload(upload.batch)}
        />
      )}
    </div>
  )
}

/** What became of files once they were sent, in words; undefined while nothing is known of their import. */
function useOutcomeText(row: ImportRow | undefined): string | undefined {
  const t = useT("uploads")
  const imports = useT("imports")
  if (!row) return undefined
  if (row.state === "running") return t("became.running", { done: row.done, total: row.total })
  if (row.state !== "done") return t(`became.${row.state}`)
  const twice = row.twice > 0 ? ` · ${imports("twice", { count: row.twice })}` : ""
  const leftOut = row.leftOut > 0 ? ` · ${imports("leftOut", { count: row.leftOut })}` : ""
  return t("became.done", { what: broughtText(imports, row) }) + twice + leftOut
}
