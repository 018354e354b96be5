// What the page says, in three languages. Names and counts go in where the braces are.

const WORDS = {
  en: {
    search: "Find a name", searchHint: "Find a company, person, model …", noMatch: "No name matches",
    filters: "Filters and list", theme: ["Dark colours", "Light colours"], close: "Close", back: "Back",
    zoomIn: "Zoom in", zoomOut: "Zoom out", fit: "Show the whole map", zoom: "Zoom",
    kinds: "Types", relations: "Ties", changes: "Change", least: "At least", reset: "Reset all filters",
    list: "All {0} as a list", skip: "Skip to the list of entities",
    columns: ["Name", "Type", "Items", "Ties"],
    period: "Period", from: "From", to: "To", play: "Play", pause: "Pause", whole: "Whole period",
    canvas: "{0}. {1}. A map; the same entities are in the list. Arrow keys move it, plus and minus zoom, 0 shows all of it.",
    shown: "{0} and {1} shown", nothing: "Nothing to show here. Choose a longer period or fewer filters.",
    revealed: "Filters reset to show {0}",
    items: ["{0} item", "{0} items"], entities: ["{0} entity", "{0} entities"], ties: ["{0} tie", "{0} ties"],
    of: "{0} of {1}", also: "Also called", itemsTitle: "Items", seen: "Named", once: "{0}", range: "{0} – {1}", group: "Group",
    before: "Before", beforeText: "{0} in {1}", tiesTitle: "Ties", overTime: "Items over time", perDay: "per day", perWeek: "per week",
    evidence: "Evidence", claims: "What is said", sources: "Sources", more: "Show all {0}", standing: "known beforehand", noSource: "No item is behind this tie; it is known beforehand.",
    change: { new: "new", grown: "more than before", steady: "as before", shrunk: "less than before", gone: "no longer named" },
    polarity: { asserted: "stated in {0}", denied: "denied in {0}", reported: "reported, not confirmed, in {0}" },
    denied: "Denied", reported: "Reported", item: "item {0}", link: "Link", quote: ["“", "”"],
    claim: "{0} {1} {2}", inverse: "← {0}",
  },
  "zh-Hans": {
    search: "查找名称", searchHint: "查找公司、人物、模型……", noMatch: "没有匹配的名称",
    filters: "筛选与列表", theme: ["深色", "浅色"], close: "关闭", back: "返回",
    zoomIn: "放大", zoomOut: "缩小", fit: "显示全图", zoom: "缩放",
    kinds: "类型", relations: "关系", changes: "变化", least: "至少", reset: "重置全部筛选",
    list: "以列表查看全部 {0}", skip: "跳到实体列表",
    columns: ["名称", "类型", "条目", "关系"],
    period: "时段", from: "起", to: "止", play: "播放", pause: "暂停", whole: "全部时段",
    canvas: "{0}。{1}。这是一张关系图，列表中有同样的实体。方向键移动，加减键缩放，0 键显示全图。",
    shown: "显示 {0}、{1}", nothing: "这里没有可显示的内容。请放宽时段或减少筛选。",
    revealed: "已重置筛选，以显示“{0}”",
    items: ["{0} 个条目"], entities: ["{0} 个实体"], ties: ["{0} 条关系"],
    of: "{1} 中的 {0}", also: "又称", itemsTitle: "条目", seen: "出现", once: "{0}", range: "{0} 至 {1}", group: "群组",
    before: "此前", beforeText: "{1}：{0}", tiesTitle: "关系", overTime: "条目随时间变化", perDay: "按日", perWeek: "按周",
    evidence: "依据", claims: "有关说法", sources: "来源", more: "显示全部 {0}", standing: "已知关系", noSource: "没有条目提到这一关系，它是预先已知的。",
    change: { new: "新出现", grown: "比以前多", steady: "与以前相当", shrunk: "比以前少", gone: "不再出现" },
    polarity: { asserted: "见于 {0}", denied: "{0}称遭否认", reported: "{0}有报道，未经证实" },
    denied: "被否认", reported: "据报道", item: "第 {0} 条", link: "链接", quote: ["“", "”"],
    claim: "{0} {1} {2}", inverse: "← {0}",
  },
  "zh-Hant": {
    search: "尋找名稱", searchHint: "尋找公司、人物、模型……", noMatch: "沒有相符的名稱",
    filters: "篩選與列表", theme: ["深色", "淺色"], close: "關閉", back: "返回",
    zoomIn: "放大", zoomOut: "縮小", fit: "顯示全圖", zoom: "縮放",
    kinds: "類型", relations: "關係", changes: "變化", least: "至少", reset: "重設全部篩選",
    list: "以列表檢視全部 {0}", skip: "跳到實體列表",
    columns: ["名稱", "類型", "條目", "關係"],
    period: "時段", from: "起", to: "迄", play: "播放", pause: "暫停", whole: "全部時段",
    canvas: "{0}。{1}。這是一張關係圖，列表中有同樣的實體。方向鍵移動，加減鍵縮放，0 鍵顯示全圖。",
    shown: "顯示 {0}、{1}", nothing: "這裡沒有可顯示的內容。請放寬時段或減少篩選。",
    revealed: "已重設篩選，以顯示「{0}」",
    items: ["{0} 個條目"], entities: ["{0} 個實體"], ties: ["{0} 條關係"],
    of: "{1} 中的 {0}", also: "又稱", itemsTitle: "條目", seen: "出現", once: "{0}", range: "{0} 至 {1}", group: "群組",
    before: "先前", beforeText: "{1}：{0}", tiesTitle: "關係", overTime: "條目隨時間變化", perDay: "按日", perWeek: "按週",
    evidence: "依據", claims: "有關說法", sources: "來源", more: "顯示全部 {0}", standing: "已知關係", noSource: "沒有條目提到這一關係，它是預先已知的。",
    change: { new: "新出現", grown: "比先前多", steady: "與先前相當", shrunk: "比先前少", gone: "不再出現" },
    polarity: { asserted: "見於 {0}", denied: "{0}稱遭否認", reported: "{0}有報導，未經證實" },
    denied: "遭否認", reported: "據報導", item: "第 {0} 則", link: "連結", quote: ["「", "」"],
    claim: "{0} {1} {2}", inverse: "← {0}",
  },
};

const language = WORDS[map.lang] ? map.lang : "en";
const words = WORDS[language];
const chinese = language !== "en";
const number = new Intl.NumberFormat(language);

/** Puts values where the braces of a phrase are. */
function say(phrase, ...values) {
  return phrase.replace(/\{(\d)\}/g, (_, i) => values[i]);
}

/** Says how many: `1 item`, `2 items`, `2 个条目`. */
function many(forms, n) {
  return say(forms.length > 1 && n !== 1 ? forms[1] : forms[0], number.format(n));
}

/** What one entity of a kind is. The names of the kinds are plurals in English, and their ids the singulars. */
function kindOf({ kind }) {
  return chinese ? kinds[kind].name : kinds[kind].id;
}

/** Says two dates as one stretch of time. */
function stretch(first, last) {
  return first === last ? first : say(words.range, first, last);
}

// What text is drawn with. A family for the language stands before the rest, for one ideograph has a form of its own in each.
const HAN = {
  "zh-Hans": '"PingFang SC","Microsoft YaHei","Noto Sans SC","Noto Sans CJK SC","Source Han Sans SC"',
  "zh-Hant": '"PingFang TC","Microsoft JhengHei","Noto Sans TC","Noto Sans CJK TC","Source Han Sans TC"',
  en: '"PingFang TC","Microsoft JhengHei","Noto Sans TC","Noto Sans CJK TC","PingFang SC","Microsoft YaHei","Noto Sans CJK SC"',
};
const FAMILY = `-apple-system,"Segoe UI",Roboto,"Helvetica Neue","Noto Sans",Arial,${HAN[language]},system-ui,sans-serif`;
