#include "app/report_html_parts.h"

namespace chatqc::app::html {

namespace {

constexpr std::string_view style_sheet =
    R"css(:root { --ink: #1d2530; --soft: #667080; --line: #dfe3e8; --band: #f5f7f9; --accent: #1f5fa8;
  --good: #1f7a4d; --warn: #9a6200; --bad: #b3261e; }
* { box-sizing: border-box; }
body { margin: 0; background: #eef1f4; color: var(--ink); font: 14px/1.5 "Noto Sans CJK SC", "Source Han Sans SC",
  "PingFang SC", "Microsoft YaHei", "Helvetica Neue", Arial, sans-serif; }
main { max-width: 1180px; margin: 0 auto 32px; padding: 28px 36px 36px; background: #fff; border: 1px solid var(--line); }
input[name=lang] { position: absolute; opacity: 0; }
label.switch { float: right; margin: 12px 14px 12px 0; padding: 2px 10px; color: var(--soft); cursor: pointer;
  border: 1px solid transparent; border-radius: 12px; }
#lang-zh:checked + label, #lang-en:checked + label { color: var(--accent); border-color: var(--accent); background: #fff; }
#lang-zh:focus-visible + label, #lang-en:focus-visible + label { outline: 2px solid var(--accent); }
main { clear: both; }
#lang-zh:checked ~ main span[lang=en], #lang-en:checked ~ main span[lang=zh] { display: none; }
header { display: flex; align-items: baseline; gap: 18px; flex-wrap: wrap; border-bottom: 2px solid var(--ink);
  padding-bottom: 8px; }
h1 { font-size: 24px; margin: 0; }
header p { margin: 0; }
.date { font-size: 18px; font-variant-numeric: tabular-nums; }
.tenant { color: var(--soft); }
h2 { font-size: 16px; margin: 30px 0 8px; }
h3 { font-size: 14px; margin: 18px 0 4px; }
table { border-collapse: collapse; width: 100%; }
th, td { padding: 5px 8px; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
thead th { font-weight: 600; color: var(--soft); font-size: 12px; line-height: 1.3; vertical-align: bottom;
  border-bottom: 1px solid var(--soft); }
.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
th.n { white-space: normal; }
.t { font-variant-numeric: tabular-nums; white-space: nowrap; }
.of { color: var(--soft); font-size: 12px; margin-left: 4px; }
tr.sum td { font-weight: 600; background: var(--band); }
tr.shop td { background: var(--band); font-weight: 600; }
td.indent { padding-left: 22px; }
.zero { color: #b4bcc6; }
.bad { color: var(--bad); font-weight: 600; }
.good { color: var(--good); }
.soft { color: var(--soft); }
.badge { display: inline-block; padding: 0 8px; border-radius: 9px; font-size: 12px; line-height: 18px;
  border: 1px solid currentColor; white-space: nowrap; }
.badge.final { color: var(--good); } .badge.provisional, .badge.restated { color: var(--warn); }
.badge.minor { color: var(--soft); } .badge.moderate { color: var(--warn); }
.badge.major { color: #c2410c; } .badge.critical { color: #fff; background: var(--bad); border-color: var(--bad); }
.badge.disputed { color: var(--warn); }
.notice { margin: 14px 0 0; padding: 8px 14px; border-left: 4px solid var(--warn); background: #fdf7ea; }
.notice p { margin: 2px 0; }
.tiles { display: flex; flex-wrap: wrap; gap: 10px; margin: 18px 0 0; }
.tile { flex: 1 1 118px; padding: 10px 12px; border: 1px solid var(--line); border-radius: 6px; }
.tile b { display: block; font-size: 22px; line-height: 1.25; font-variant-numeric: tabular-nums; }
.tile small { color: var(--soft); font-size: 12px; }
.tile.alarm { border-color: var(--bad); } .tile.alarm b { color: var(--bad); }
.lines { margin: 0; padding: 0; list-style: none; }
.lines li { margin: 0 0 1px; }
details { margin: 6px 0; }
summary { cursor: pointer; padding: 3px 0; }
summary .sum-line { color: var(--soft); margin-left: 8px; }
h2, h3, summary { break-after: avoid; }
tr, .tile, .notice { break-inside: avoid; }
thead { display: table-header-group; }
.explain { color: var(--soft); font-size: 12.5px; }
.explain li { margin: 3px 0; }
code { font: 12px/1.4 ui-monospace, "Cascadia Mono", Menlo, Consolas, monospace; overflow-wrap: anywhere; }
@page { size: A4 landscape; margin: 11mm; }
@media print {
  body { background: #fff; font-size: 11px; -webkit-print-color-adjust: exact; print-color-adjust: exact; }
  main { border: 0; padding: 0; margin: 0; max-width: none; }
  label.switch, input[name=lang] { display: none; }
  .badge { font-size: 10px; line-height: 15px; padding: 0 6px; } code { font-size: 10px; }
  th, td { padding: 3px 6px; } thead th, .of, .tile small { font-size: 10px; } .tile b { font-size: 17px; }
}
)css";

} // namespace

std::string_view style()
{
    return style_sheet;
}

} // namespace chatqc::app::html
