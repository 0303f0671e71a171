"""What is written where needs come by other ways, are linked or worked on in parts."""

from weiqitong.cases.enums import Channel

PAPERS = {
    Channel.LETTER: "信访件〔{year}〕{number}号",
    Channel.VISIT: "来访登记{number}号",
    Channel.CONFERENCE: "座谈会纪要〔{year}〕{number}号",
}
REFS = {Channel.HOTLINE: "DH{year}{number:06d}", Channel.LETTER: "X{year}-{number:04d}"}
# One letter, several matters: what it says, and each matter with the functions that answer it.
LETTERS = (
    (
        "厂区搬迁后的三件事",
        "公司搬到新厂区三个月，门前道路没有路灯，排水口接不上市政管网，职工班车也没有站点，请协调解决。",
        (
            ("厂区门前道路路灯安装", "housing"),
            ("排水口接入市政管网", "urban-management"),
            ("职工通勤班车设站", "transport"),
        ),
    ),
    (
        "扩建项目用地和用电",
        "扩建项目年底前要投产，用地手续和增容用电都还没有办下来，设备已到港，耽误一天损失很大。",
        (
            ("扩建项目用地手续", "natural-resources"),
            ("生产用电增容", "power"),
        ),
    ),
    (
        "招工和子女入学",
        "今年新招了六十多名外地技工，租房补贴一直没有到账，孩子入学也没有着落，有人已经提出要走。",
        (
            ("技工租房补贴兑付", "human-resources"),
            ("外地技工子女入学", "education"),
        ),
    ),
)
PART_ANSWER = "已与企业对接，{matter}事项本周内办结，联系人和时间已当面告知。"
WHOLE_ANSWER = "来信反映的事项已分别办理完毕：{matters}。如有未尽事项，请随时联系办公室。"
# What several enterprises have in common.
COMMON = (
    (
        "园区北路夜间停电频繁",
        "园区北路一带晚上经常停电，设备来不及停机，产品报废，望尽快检修线路。",
        "power",
    ),
    (
        "货车限行影响原料进厂",
        "白天货车限行，原料进不了厂，夜里卸货人手不够，请研究发放通行证。",
        "traffic-police",
    ),
)
COMMON_ANSWER = "已现场查看并会同有关单位研究，方案下周实施，同类企业一并解决。"
