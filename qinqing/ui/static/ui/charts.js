/* Charts from JSON beside them: <div data-chart="id of the script tag">. No animation, at most five series,
   lines named at their end, dash and marker as second sign; the table below stays for everyone. */
(() => {
  "use strict";

  const style = getComputedStyle(document.documentElement);
  const token = (name) => style.getPropertyValue(name).trim();
  const SERIES = [1, 2, 3, 4, 5].map((n) => token(`--series-${n}`));
  const SYMBOLS = ["circle", "diamond", "rect", "triangle", "emptyCircle"];
  const DASHES = ["solid", "dashed", "dotted", [8, 3, 2, 3], [3, 6]];
  const ink = token("--ink-1");
  const size = parseInt(token("--chart-text"), 10);
  const quiet = { color: token("--ink-3"), fontSize: size };

  const plain = (value) => (value === null ? "—" : Number(value).toLocaleString("zh-CN"));

  const line = (one, at, alone) => ({
    type: "line", name: one.name, data: one.values, symbol: SYMBOLS[at], symbolSize: at === 1 ? 7 : 5, connectNulls: false,
    lineStyle: { width: 2, type: DASHES[at] },
    endLabel: { show: !alone, formatter: "{a} {c}", color: ink, fontSize: size },
    labelLayout: { moveOverlap: "shiftY" },
  });

  const bar = (one, stacked, alone) => ({
    type: "bar", name: one.name, data: one.values, barMaxWidth: 28, stack: stacked ? "all" : undefined,
    label: { show: alone, position: "top", color: token("--ink-2"), fontSize: size - 1, formatter: (point) => plain(point.value) },
  });

  const series = ({ kind, series: rows }) => {
    if (rows.length > SERIES.length) throw new Error("more than five series: show the table instead");
    const alone = rows.length === 1;
    const drawn = rows.map((one, at) => ((one.kind || kind) === "line" ? line(one, at, alone) : bar(one, kind === "stacked", alone)));
    /* Bars stand behind lines: they take the quiet grey, the lines the strong colours. */
    const bars = drawn.filter((one) => one.type === "bar");
    const lines = drawn.filter((one) => one.type === "line");
    if (lines.length && bars.length) {
      bars.forEach((one, at) => { one.itemStyle = { color: SERIES[4 - at] }; });
      lines.forEach((one, at) => {
        one.symbol = SYMBOLS[at];
        one.itemStyle = { color: SERIES[at] };
        one.lineStyle = { width: 2, type: DASHES[at], color: SERIES[at] };
      });
    }
    return drawn;
  };

  /* On a phone the names of the series take more than one line: what is drawn begins below them. */
  const linesOf = (drawn, width) => {
    const names = drawn.reduce((sum, one) => sum + (one.name.length + 3) * size, 0);
    return Math.max(1, Math.ceil(names / Math.max(width, 1)));
  };

  const option = (spec, width) => {
    const drawn = series(spec);
    const ends = drawn.some((one) => one.endLabel?.show);
    const legend = drawn.filter((one) => one.type === "bar").length > 1 || (drawn.length > 1 && !ends);
    return {
      animation: false,
      color: SERIES,
      textStyle: { fontFamily: token("--sans"), color: token("--ink-2") },
      tooltip: { trigger: "axis", renderMode: "richText", confine: true, valueFormatter: (value) => `${plain(value)} ${spec.unit || ""}` },
      legend: legend ? { top: 0, left: 0, itemWidth: 12, itemHeight: 10, textStyle: quiet } : { show: false },
      grid: { left: 8, right: ends ? 7 * size : 8, top: legend ? 14 + 20 * linesOf(drawn, width) : 20, bottom: 4, containLabel: true },
      xAxis: { type: "category", data: spec.labels, axisLine: { lineStyle: { color: token("--line-2") } }, axisTick: { show: false }, axisLabel: quiet },
      yAxis: { type: "value", splitNumber: 3, axisLabel: quiet, splitLine: { lineStyle: { color: token("--line") } } },
      series: drawn,
    };
  };

  const drawnCharts = new Map();

  const draw = (root) => root.querySelectorAll("[data-chart]").forEach((box) => {
    if (drawnCharts.has(box)) return;
    const spec = JSON.parse(document.getElementById(box.dataset.chart).textContent);
    box.hidden = false;
    const chart = echarts.init(box);
    chart.setOption(option(spec, box.clientWidth));
    drawnCharts.set(box, chart);
    const figure = box.closest("figure");
    const save = figure?.querySelector("[data-chart-save]");
    if (save) save.hidden = false;
    const table = figure?.querySelector("[data-chart-table]");
    if (table) table.open = false;
  });

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-chart-save]");
    const chart = button && drawnCharts.get(document.getElementById(button.dataset.chartSave));
    if (!chart) return;
    const link = document.createElement("a");
    link.href = chart.getDataURL({ type: "png", pixelRatio: 2, backgroundColor: token("--paper") });
    link.download = `${button.closest("figure").querySelector("h2, h3").textContent}.png`;
    link.click();
  });

  window.addEventListener("resize", () => drawnCharts.forEach((chart, box) => (box.isConnected ? chart.resize() : drawnCharts.delete(box))));
  document.addEventListener("htmx:afterSwap", (event) => draw(event.target.parentNode || document));
  draw(document);
})();
