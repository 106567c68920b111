import { Switch } from "@mantine/core"
import { useStore } from "zustand"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import { saver } from "../../offline/saver.ts"

/** Smaller pictures first on this computer; what that saved so far, and how fast the network was when it was measured last. */
export function SaverSwitch() {
  const t = useT("settings")
  const format = useFormat()
  const { isOn, savedBytes, speed } = useStore(saver)
  return (
    <>
      <Switch
        label={t("saver")}
        description={t("saverText")}
        checked={isOn}
        onChange={(event) => saver.setState({ isOn: event.currentTarget.checked })}
      />
      {(savedBytes > 0 || speed !== null) && (
        <p className="dim sm">
          {savedBytes > 0 && t("saverSaved", { saved: format.bytes(savedBytes) })}{" "}
          {speed !== null && t("saverSpeed", { speed: format.bytes(speed) })}
        </p>
      )}
    </>
  )
}
