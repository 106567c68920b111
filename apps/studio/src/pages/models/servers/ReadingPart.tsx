import { type ReadingDrafts, ReadingLanguage } from "@justesse/types/models/reading"
import { Switch } from "@mantine/core"
import { useQuery } from "@tanstack/react-query"
import { api, refresh, trpc } from "../../../api.ts"
import { useT } from "../../../i18n/useT.ts"
import { useFormat } from "../../../locale/useFormat.ts"
import measures from "../../../theme/measures.module.css"
import { Button, TextLink } from "../../../ui/Button.tsx"
import { Seg, Tag } from "../../../ui/layout.tsx"
import { useAct } from "../../../ui/useAct.ts"
import { draftsSaid } from "./drafts.ts"
import css from "./page.module.css"

interface Props {
  readonly project: string
}

/** Drafts of what is written on pages, read on this computer. Nothing where answers are no lines of text. */
export function ReadingPart({ project }: Props) {
  const query = useQuery(trpc.models.reading.queryOptions({ project }))
  return query.data ? <Part drafts={query.data} project={project} /> : null
}

function Part({ project, drafts }: Props & { readonly drafts: ReadingDrafts }) {
  const t = useT("models")
  const change = useAct(
    (part: { on?: boolean; language?: ReadingDrafts["language"] }) =>
      api.models.read.mutate({ project, on: drafts.on, language: drafts.language, ...part }),
    () => refresh("models"),
  )
  const { on, language, version, set, filling } = drafts
  return (
    <section aria-label={t("drafts.title")} className={`${css.server} ${measures.above16}`}>
      <div>
        <h2>
          {t("drafts.title")} <Tag>{t("pauses.builtIn")}</Tag>
        </h2>
        <p className="dim">{t("drafts.text", { version })}</p>
        <Quality drafts={drafts} isBusy={change.isPending} onWeigh={() => change.mutate({})} />
        {set !== null && (
          <div className={css.acts}>
            <TextLink params={{ project, set: String(set) }} to="/p/$project/models/$set/gains">
              {t("server.gains")}
            </TextLink>
          </div>
        )}
      </div>
      <dl className={css.facts}>
        <dt className="dim">{t("drafts.switch")}</dt>
        <dd>
          <Switch
            checked={on}
            disabled={change.isPending}
            label={t("drafts.on")}
            onChange={(event) => change.mutate({ on: event.currentTarget.checked })}
          />
        </dd>
        <dt className="dim">{t("drafts.language")}</dt>
        <dd>
          <Seg
            label={t("drafts.language")}
            onChange={(value) => change.mutate({ language: value })}
            options={ReadingLanguage.options.map((value) => ({ value, name: t(`drafts.languages.${value}`) }))}
            value={language}
          />
        </dd>
        {filling && (
          <>
            <dt className="dim">{t("server.ahead")}</dt>
            <dd>{t("scored.computing", filling)}</dd>
          </>
        )}
      </dl>
    </section>
  )
}

interface QualityProps {
  readonly drafts: ReadingDrafts
  readonly isBusy: boolean
  onWeigh(): void
}

/** How many letters were wrong here, and whether people are offered the text for that. */
function Quality({ drafts, isBusy, onWeigh }: QualityProps) {
  const t = useT("models")
  const format = useFormat()
  const { letters, words, compared, least, mostWords } = drafts
  const { quality, offered, act } = draftsSaid(drafts)
  const values = { count: compared, least, letters: format.percent(letters ?? 0), words: format.percent(words ?? 0) }
  return (
    <>
      <p className={measures.above8}>
        {t(`drafts.${quality}`, values)} {offered && t(`drafts.${offered}`, { most: format.percent(mostWords) })}
      </p>
      {act && (
        <div className={css.acts}>
          <Button disabled={isBusy} onClick={onWeigh} small>
            {t(`drafts.${act}`)}
          </Button>
        </div>
      )}
    </>
  )
}
