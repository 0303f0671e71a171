"""What task forces of the demo city are called, and what they are for."""

FOR_A_KIND = "{name}问题解决专项小组"
FOR_A_PROJECT = "{name}专班"
PURPOSES = {
    False: "每周会商一次，集中解决这一类诉求中跨部门、跨层级的堵点，成熟的办法形成统一口径。",
    True: "项目审批、要素保障和建设中的问题一个专班跟到底，每半月到现场调度一次。",
}
