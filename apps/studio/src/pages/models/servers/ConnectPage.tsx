import type { LabelId } from "@justesse/types"
import { ModelAddress, type ModelSends, type ModelTried } from "@justesse/types/models/asked"
import { TextInput } from "@mantine/core"
import { linkOptions } from "@tanstack/react-router"
import { type ReactNode, useState } from "react"
import type { z } from "zod"
import { api, refresh } from "../../../api.ts"
import { Rich } from "../../../i18n/Rich.tsx"
import { useT } from "../../../i18n/useT.ts"
import { useFormat } from "../../../locale/useFormat.ts"
import { useProjectSlug } from "../../../shell/useMe.ts"
import { usePageName } from "../../../shell/usePageName.ts"
import measures from "../../../theme/measures.module.css"
import { Button, ButtonLink } from "../../../ui/Button.tsx"
import { Form } from "../../../ui/Form.tsx"
import { Crumbs, Head, Intro, Seg } from "../../../ui/layout.tsx"
import { useToast } from "../../../ui/toast.tsx"
import { useAct } from "../../../ui/useAct.ts"
import { useGo } from "../../../ui/useGo.ts"
import css from "./page.module.css"
import { TestPart } from "./TestPart.tsx"
import { TriedPicture } from "./TriedPicture.tsx"
import { WordsPart } from "./WordsPart.tsx"

type Tried = z.infer<typeof ModelTried>
type Words = Readonly<Record<string, LabelId | null>>

/** Takes a model that another program serves into a project: where it is, a test call, its words, and how it may help. */
export function ConnectPage() {
  const t = useT("models")
  const toast = useToast()
  const go = useGo()
  const project = useProjectSlug()
  usePageName(t("connect.title"))
  const [address, setAddress] = useState("")
  const [name, setName] = useState("")
  const [sends, setSends] = useState<ModelSends>("address")
  const [words, setWords] = useState<Words>({})
  const [tried, setTried] = useState<Tried | null>(null)
  const where = { project, address: address.trim(), sends }
  const test = useAct(
    (input: typeof where & { words: Words }) => api.models.try.mutate(input),
    (answer) => setTried(answer),
  )
  const called = name.trim() || nameIn(where.address)
  const use = useAct(
    () => api.models.connect.mutate({ ...where, words, name: called }),
    async () => {
      await refresh("models")
      toast.done(t("connect.done", { name: called }))
      go({ to: "/p/$project/models", params: { project } })
    },
  )
  const isAddress = ModelAddress.safeParse(where.address).success
  const again = (chosen: Words) => isAddress && test.mutate({ ...where, words: chosen })
  const isUsable = tried !== null && tried.failure === null
  return (
    <div className="content">
      <Crumbs items={[linkOptions({ to: "/p/$project/models", params: { project }, children: t("title") })]} />
      <Head title={t("connect.title")}>
        <ButtonLink to="/p/$project/models" params={{ project }}>
          {t("connect.leave")}
        </ButtonLink>
        <Button disabled={!isUsable || use.isPending} look="primary" onClick={() => use.mutate()}>
          {t("connect.use")}
        </Button>
      </Head>
      <Intro>
        <Verdict tried={tried} />
      </Intro>
      <div className={css.two}>
        <div>
          <Step at={1} done={isUsable} title={t("connect.where")}>
            <Form
              className={css.where}
              onSubmit={(event) => {
                event.preventDefault()
                again(words)
              }}
            >
              <TextInput
                aria-label={t("connect.address")}
                maxLength={300}
                onChange={(event) => setAddress(event.currentTarget.value)}
                placeholder="http://127.0.0.1:9090"
                value={address}
              />
              <TextInput
                aria-label={t("connect.name")}
                maxLength={80}
                onChange={(event) => setName(event.currentTarget.value)}
                placeholder={called || t("connect.name")}
                value={name}
              />
              <Button disabled={!isAddress || test.isPending} type="submit">
                {t(test.isPending ? "connect.testing" : tried ? "connect.another" : "connect.test")}
              </Button>
            </Form>
            <p className={`dim sm ${measures.above8}`}>{t("connect.protocol")}</p>
            <div className={css.choice}>
              <Seg
                label={t("connect.sends")}
                onChange={setSends}
                options={(["address", "bytes"] as const).map((value) => ({ value, name: t(`sends.${value}`) }))}
                value={sends}
              />
              <span className="dim sm">{t(`sends.${sends}Text`)}</span>
            </div>
          </Step>
          <Step at={2} done={isUsable} title={t("connect.call")}>
            <TestPart tried={tried} />
          </Step>
          {tried && tried.words.length > 0 && (
            <Step at={3} done={false} title={t("connect.words")}>
              <WordsPart
                onChoose={(word, label) => {
                  const next = { ...words, [word]: label }
                  setWords(next)
                  setTried({
                    ...tried,
                    words: tried.words.map((one) => (one.word === word ? { ...one, label } : one)),
                  })
                }}
                tried={tried}
              />
            </Step>
          )}
        </div>
        <div>{tried?.picture && <TriedPicture tried={tried} />}</div>
      </div>
    </div>
  )
}

/** What the machine at an address is called, as a name for its model. */
function nameIn(address: string): string {
  return /^https?:\/\/([^/:]+)/i.exec(address)?.[1]?.slice(0, 80) ?? ""
}

function Verdict({ tried }: { readonly tried: Tried | null }) {
  const t = useT("models")
  const format = useFormat()
  if (!tried) return <>{t("connect.lead")}</>
  const took = tried.calls.find(({ what }) => what === "predict")?.tookMs
  if (tried.failure && tried.calls.length === 0) return <>{t("connect.leadNotCalled")}</>
  if (tried.failure || took === undefined)
    return <>{t(tried.failure ? "connect.leadFailed" : "connect.leadNoPicture")}</>
  const values = { count: tried.regions.length, seconds: format.number(took / 1_000, 2) }
  return <Rich k="connect.leadAnswered" t={t} values={values} />
}

interface StepProps {
  readonly at: number
  readonly done: boolean
  readonly title: string
  readonly children: ReactNode
}

function Step({ at, done, title, children }: StepProps) {
  return (
    <section aria-label={title} className={css.step}>
      <span aria-hidden="true" className={css.number} data-done={done}>
        {done ? "✓" : at}
      </span>
      <div className={css.inside}>
        <h2>{title}</h2>
        {children}
      </div>
    </section>
  )
}
