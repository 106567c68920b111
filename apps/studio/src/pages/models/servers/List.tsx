import type { ModelServer } from "@justesse/types/models/asked"
import { Switch } from "@mantine/core"
import { useQuery } from "@tanstack/react-query"
import { api, refresh, trpc } from "../../../api.ts"
import { useSentence } from "../../../failures/useSentence.ts"
import { useT } from "../../../i18n/useT.ts"
import { useFormat } from "../../../locale/useFormat.ts"
import { useNow } from "../../../locale/useNow.ts"
import measures from "../../../theme/measures.module.css"
import { Button, ButtonLink, TextLink } from "../../../ui/Button.tsx"
import { Note, Seg, Tag } from "../../../ui/layout.tsx"
import { useToast } from "../../../ui/toast.tsx"
import { useAct } from "../../../ui/useAct.ts"
import css from "./page.module.css"

/** Models of a project that are asked: how each stands and helps. Nothing where there is none. */
export function ServerList({ project }: { readonly project: string }) {
  const query = useQuery(trpc.models.servers.queryOptions({ project }))
  if (!query.data) return null
  const { servers, without, parts } = query.data
  if (servers.length === 0 && parts !== "span") return null
  return (
    <div className={`${measures.above16} ${measures.below24}`}>
      {servers.map((server) => (
        <OneServer key={server.id} project={project} server={server} without={without} />
      ))}
      {parts === "span" && <Pauses />}
    </div>
  )
}

/** What proposes segments of a recording without any model: it is always there, and only on asking. */
function Pauses() {
  const t = useT("models")
  return (
    <section aria-label={t("pauses.title")} className={css.server}>
      <div>
        <h2>
          {t("pauses.title")} <Tag>{t("pauses.builtIn")}</Tag>
        </h2>
        <p className="dim">{t("pauses.text")}</p>
      </div>
      <dl className={css.facts}>
        <dt className="dim">{t("server.shown")}</dt>
        <dd>{t("shown.asking")}</dd>
      </dl>
    </section>
  )
}

/** The way to another model; none where answers are nobody's but a person's. */
export function ConnectLink({ project }: { readonly project: string }) {
  const t = useT("models")
  const query = useQuery(trpc.models.servers.queryOptions({ project }))
  if (!query.data?.takes) return null
  return (
    <ButtonLink look="primary" params={{ project }} to="/p/$project/models/new">
      {t("connect.act")}
    </ButtonLink>
  )
}

interface Props {
  readonly project: string
  readonly server: ModelServer
  readonly without: number
}

const SHOWN = ["ahead", "asking", "hidden"] as const

function OneServer({ project, server, without }: Props) {
  const t = useT("models")
  const format = useFormat()
  const toast = useToast()
  const again = () => refresh("models")
  const change = useAct(
    (part: { shown?: ModelServer["shown"]; learns?: boolean }) =>
      api.models.change.mutate({ project, server: server.id, ...part }),
    again,
  )
  const remove = useAct(() => api.models.disconnect.mutate({ project, server: server.id }), again)
  const train = useAct(
    () => api.models.train.mutate({ project, server: server.id }),
    () => toast.done(t("server.trained")),
  )
  const compare = useAct(
    () => api.models.compare.mutate({ project, server: server.id }),
    async ({ pictures }) => {
      await again()
      toast.done(t("server.compared", { count: pictures }))
    },
  )
  const { away, tookMs, filling } = server
  const known = [...new Set(Object.entries(server.words).flatMap(([word, label]) => (label === null ? [word] : [])))]
  return (
    <section aria-label={server.name} className={css.server}>
      <div>
        <h2>
          {server.name}{" "}
          {away ? (
            <Tag tone="need">{t("server.away")}</Tag>
          ) : (
            <Tag tone="good">
              {tookMs === null ? t("server.there") : t("server.took", { seconds: format.number(tookMs / 1_000, 2) })}
            </Tag>
          )}
        </h2>
        <p className="dim">
          {t("server.what", { address: server.address, version: server.version || "–" })}
          {" · "}
          {t(`sends.${server.sends}Text`)}
        </p>
        {known.length > 0 && <p className="dim sm">{t("server.leftOut", { words: known.join(", ") })}</p>}
        {away && <Away away={away} project={project} server={server} />}
        <div className={css.acts}>
          <TextLink params={{ project, set: String(server.set) }} to="/p/$project/models/$set/gains">
            {t("server.gains")}
          </TextLink>
          <TextLink params={{ project, set: String(server.set) }} to="/p/$project/models/$set">
            {t("server.figures")}
          </TextLink>
          <Button disabled={compare.isPending || filling?.final} onClick={() => compare.mutate()} small>
            {t("server.compare")}
          </Button>
        </div>
      </div>
      <dl className={css.facts}>
        <dt className="dim">{t("server.shown")}</dt>
        <dd>
          <Seg
            label={t("server.shown")}
            onChange={(shown) => change.mutate({ shown })}
            options={SHOWN.map((value) => ({ value, name: t(`shown.${value}`) }))}
            value={server.shown}
          />
        </dd>
        <dt className="dim">{t("server.without")}</dt>
        <dd>{without > 0 ? t("server.lot", { share: format.percent(without) }) : t("server.noLot")}</dd>
        <dt className="dim">{t("server.learns")}</dt>
        <dd>
          <Switch
            checked={server.learns}
            disabled={change.isPending}
            label={t("server.learnsText")}
            onChange={(event) => change.mutate({ learns: event.currentTarget.checked })}
          />
        </dd>
        {filling && (
          <>
            <dt className="dim">{t(filling.final ? "server.onFinals" : "server.ahead")}</dt>
            <dd>{t("scored.computing", { done: filling.done, total: filling.total })}</dd>
          </>
        )}
        <dt />
        <dd className={css.acts}>
          {server.learns && (
            <Button disabled={train.isPending} onClick={() => train.mutate()} small>
              {t("server.train")}
            </Button>
          )}
          <Button disabled={remove.isPending} look="quiet" onClick={() => remove.mutate()} small>
            {t("server.remove")}
          </Button>
        </dd>
      </dl>
    </section>
  )
}

interface AwayProps {
  readonly project: string
  readonly server: ModelServer
  readonly away: NonNullable<ModelServer["away"]>
}

function Away({ project, server, away }: AwayProps) {
  const t = useT("models")
  const format = useFormat()
  const sentence = useSentence()
  const retry = useAct(
    () => api.models.retry.mutate({ project, server: server.id }),
    () => refresh("models"),
  )
  const now = useNow()
  const minutes = Math.max(1, Math.ceil((away.nextTryMs - now) / 60_000))
  return (
    <div className={measures.above8}>
      <Note need>
        <b>{t("server.since", { when: format.ago(away.sinceMs) })}</b> {sentence({ failure: away.failure })}{" "}
        {t("server.goOn")} {t("server.again", { count: minutes })}
      </Note>
      <div className={css.acts}>
        <Button disabled={retry.isPending} onClick={() => retry.mutate()} small>
          {t("server.retry")}
        </Button>
      </div>
    </div>
  )
}
