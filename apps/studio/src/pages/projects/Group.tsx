import { type LinkProps, linkOptions } from "@tanstack/react-router"
import { api, refresh } from "../../api.ts"
import { wordOfAssets } from "../../i18n/assetWords.ts"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import measures from "../../theme/measures.module.css"
import { Button, ButtonLink, TextLink } from "../../ui/Button.tsx"
import { Rows, Tag } from "../../ui/layout.tsx"
import { useToast } from "../../ui/toast.tsx"
import { useAct } from "../../ui/useAct.ts"
import { finalShare } from "../overview/forecast.ts"
import type { Project } from "./mine.ts"
import css from "./page.module.css"

/** Projects in one state. */
export function ProjectGroup({
  title,
  rows,
  folded,
}: {
  readonly title: string
  readonly rows: readonly Project[]
  readonly folded?: boolean
}) {
  if (rows.length === 0) return null
  const list = (
    <Rows>
      {rows.map((row) => (
        <ProjectLine key={row.card.project} row={row} />
      ))}
    </Rows>
  )
  return (
    <section className={measures.above24} aria-label={title}>
      {folded ? (
        <details>
          <summary className={`sec-h b ${css.summary}`}>
            {title} <span className="dim">{rows.length}</span>
          </summary>
          {list}
        </details>
      ) : (
        <>
          <div className="sec-h">
            <h2>{title}</h2>
          </div>
          {list}
        </>
      )}
    </section>
  )
}

function addressOf({ card: { project, roles, state } }: Project): LinkProps {
  if (state === "draft") return linkOptions({ to: "/projects/new", search: { project } })
  const looks = roles.some((role) => role !== "annotator")
  return linkOptions({ to: looks ? "/p/$project" : "/p/$project/conditions", params: { project } })
}

function ProjectLine({ row }: { readonly row: Project }) {
  const t = useT("projects", wordOfAssets(row.card.holds))
  const format = useFormat()
  const { card, counts } = row
  const share = finalShare(row)
  const counted = row.pictures - (counts.excluded ?? 0)
  return (
    <div className={`row job ${measures.high56}`}>
      <span className="g">
        <TextLink {...addressOf(row)} className="b">
          {card.name || t("unnamed")}
        </TextLink>{" "}
        {card.paused && <Tag tone="need">{t("paused")}</Tag>}{" "}
        {row.unreadable && <Tag tone="loss">{t("unreadable")}</Tag>}
        <br />
        <span className="dim">
          {t(`common:kind.${card.kind}`)} · {t(`common:names.${card.names}`)} ·{" "}
          {card.roles.map((role) => t(`common:roles.${role}`)).join(", ")}
        </span>
      </span>
      <span className={`num only-wide ${measures.wide160}`}>{counted > 0 && <ShareBar share={share} />}</span>
      <span className={`num ${measures.wide208}`}>
        <span className="nw b">{counted === 0 ? t("noPictures") : t("settled", { share: format.percent(share) })}</span>
        <br />
        <span className="dim nw">
          {t("pictures", { count: row.pictures })}
          {row.activeAtMs !== null && ` · ${format.ago(row.activeAtMs)}`}
        </span>
      </span>
      <LineAct row={row} />
    </div>
  )
}

function ShareBar({ share }: { readonly share: number }) {
  return (
    <span className={`prog ${css.thin}`} aria-hidden="true">
      {share > 0 && <span className="p-settled" style={{ flex: share }} />}
      {share < 1 && <span className="p-open" style={{ flex: 1 - share }} />}
    </span>
  )
}

function LineAct({ row }: { readonly row: Project }) {
  const t = useT("projects")
  const toast = useToast()
  const { card } = row
  const restore = useAct(
    () => api.project.restore.mutate({ project: card.project }),
    () => {
      toast.done(t("restored", { name: card.name }))
      void refresh("project", "account")
    },
  )
  if (card.state === "deleted") {
    return (
      <Button small onClick={() => restore.mutate(undefined)}>
        {t("restore")}
      </Button>
    )
  }
  if (card.state === "draft") {
    return (
      <ButtonLink small {...addressOf(row)}>
        {t("goOn")}
      </ButtonLink>
    )
  }
  if (
    card.roles.includes("annotator") &&
    card.state === "open" &&
    (row.counts.open ?? 0) + (row.counts.waiting ?? 0) > 0
  ) {
    return (
      <ButtonLink small to="/label/$project/{-$assignment}" params={{ project: card.project }}>
        {t("label")}
      </ButtonLink>
    )
  }
  return (
    <ButtonLink small {...addressOf(row)}>
      {t("look")}
    </ButtonLink>
  )
}
